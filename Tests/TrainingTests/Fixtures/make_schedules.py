"""Recorded learning rates for the schedules' tests: python make_schedules.py > schedules.json

Each case is a schedule of `ScheduleTests.swift`, by name, and the rate of every step of a run, and the momentum where it
moves, from PyTorch's own schedulers, stepped after each optimizer step. Where PyTorch has a closed form as well, both must agree to 1e-12. A warm-up that
PyTorch cannot chain with another scheduler, because that one sets the rate anew, is LinearLR's factor on it.
Needs: pip install torch==2.15.0 numpy
"""
import json
import warnings

import torch
from torch.optim import lr_scheduler as torch_schedulers

warnings.simplefilter("error")
STEPS_PER_EPOCH = 7


def stepped(rate, steps, *makers):
    """The rates that `steps` optimizer steps use."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate)
    schedulers = [make(optimizer) for make in makers]
    rates = []
    for _ in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        for scheduler in schedulers:
            scheduler.step()
    return rates


def assert_close(first, second, name):
    assert len(first) == len(second)
    for step, (a, b) in enumerate(zip(first, second)):
        assert abs(a - b) <= 1e-12 * abs(b), (name, step, a, b)


def closed(rate, steps, make):
    """The same by the scheduler's closed form."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate)
    scheduler = make(optimizer)
    rates = []
    for step in range(steps):
        scheduler.last_epoch = step
        rates.append(scheduler._get_closed_form_lr()[0])
    return rates


def case(name, rate, epochs, make, warmup=None, chained=False):
    """`make` builds the scheduler for an optimizer; `warmup` is LinearLR's start_factor and total_iters."""
    steps = epochs * STEPS_PER_EPOCH
    course = [make] if make else []
    rates = stepped(rate, steps, *course)
    if make and hasattr(make(torch.optim.SGD([torch.zeros(1)], lr=rate)), "_get_closed_form_lr"):
        assert_close(rates, closed(rate, steps, make), name)
    if warmup:
        linear = lambda optimizer: torch_schedulers.LinearLR(optimizer, start_factor=warmup[0], total_iters=warmup[1])
        product = [a * b for a, b in zip(rates, stepped(1.0, steps, linear))]
        if chained:
            chain = stepped(rate, steps, linear, *course)
            assert_close(chain, product, name)
            rates = chain
        else:
            rates = product
    return {"name": name, "rate": rate, "stepsPerEpoch": STEPS_PER_EPOCH, "rates": rates}


def moving(name, rate, epochs, make):
    """Momentum as well, of SGD and as Adam's beta1, which must agree."""
    steps = epochs * STEPS_PER_EPOCH
    columns = []
    for kind in (torch.optim.SGD, torch.optim.Adam):
        optimizer = kind([torch.zeros(1, requires_grad=True)], lr=rate)
        scheduler = make(optimizer)
        group, rows = optimizer.param_groups[0], []
        for _ in range(steps):
            rows.append((group["lr"], group["momentum"] if "momentum" in group else group["betas"][0]))
            optimizer.step()
            scheduler.step()
        columns.append(rows)
    assert columns[0] == columns[1], name
    rates, momentums = zip(*columns[0])
    return {"name": name, "rate": rate, "stepsPerEpoch": STEPS_PER_EPOCH, "rates": rates, "momentums": momentums}


def step(size, gamma=0.1):
    return lambda optimizer: torch_schedulers.StepLR(optimizer, step_size=size, gamma=gamma)


def milestones(steps, gamma=0.1):
    return lambda optimizer: torch_schedulers.MultiStepLR(optimizer, milestones=steps, gamma=gamma)


def exponential(gamma):
    """Per epoch, so that it drops at each epoch's first step."""
    return step(STEPS_PER_EPOCH, gamma)


def cosine(steps, minimum=0.0):
    return lambda optimizer: torch_schedulers.CosineAnnealingLR(optimizer, T_max=steps, eta_min=minimum)


def cyclical(minimum, maximum, size, policy="triangular", gamma=1.0, **momentum):
    return lambda optimizer: torch_schedulers.CyclicLR(
        optimizer, base_lr=minimum, max_lr=maximum, step_size_up=size, mode=policy, gamma=gamma,
        **(momentum or {"cycle_momentum": False}))


def one_cycle(maximum, steps, **settings):
    return lambda optimizer: torch_schedulers.OneCycleLR(
        optimizer, max_lr=maximum, total_steps=steps, **{"cycle_momentum": False, **settings})


def check_exponential():
    """The epoch's drop is ExponentialLR's: one of its steps an epoch."""
    per_epoch = stepped(0.1, 9, lambda optimizer: torch_schedulers.ExponentialLR(optimizer, gamma=0.9))
    per_step = stepped(0.1, 9 * STEPS_PER_EPOCH, exponential(0.9))
    assert_close(per_step, [rate for rate in per_epoch for _ in range(STEPS_PER_EPOCH)], "exponential")


def cases():
    check_exponential()
    seven = STEPS_PER_EPOCH
    yield case("constant", 0.01, 3, None)
    yield case("constant, warm-up", 0.01, 3, None, (1 / 3, seven), True)
    yield case("step", 0.1, 9, step(2 * seven))
    yield case("step in steps", 0.03, 9, step(5, 0.7))
    yield case("step, warm-up", 0.1, 6, step(seven, 0.5), (0.01, 10), True)
    yield case("multi_step", 0.1, 8, milestones([3 * seven, 5 * seven]))
    yield case("multi_step, repeated", 0.1, 8, milestones([30, 2 * seven, 30], 0.3))
    yield case("multi_step, warm-up", 0.1, 6, milestones([seven, 18]), (1 / 3, 2 * seven), True)
    yield case("exponential", 0.1, 12, exponential(0.9))
    yield case("exponential, warm-up", 0.1, 12, exponential(0.9), (0.5, 3 * seven), True)
    yield case("cosine", 0.1, 8, cosine(8 * seven))
    yield case("cosine to a minimum", 0.1, 30, cosine(30 * seven, 0.001))
    yield case("cosine, warm-up", 0.1, 8, cosine(8 * seven), (1 / 3, 10), True)
    yield case("cyclical", 0.1, 7, cyclical(0.025, 0.1, seven))
    yield case("triangular", 1, 12, cyclical(0.001, 0.006, 2 * seven))
    yield case("triangular from zero", 1, 6, cyclical(0, 0.3, 5))
    yield case("triangular2", 1, 12, cyclical(0.001, 0.006, 4, "triangular2"))
    yield case("triangular2 between steps", 1, 41, cyclical(0.001, 0.006, 7.175, "triangular2"))
    yield case("exp_range", 1, 40, cyclical(0.001, 0.006, seven, "exp_range", 0.9994))
    yield case("exp_range, steep", 1, 40, cyclical(0.1, 0.4, 3 * seven, "exp_range", 0.97))
    yield case("cyclical, warm-up", 1, 6, cyclical(0.001, 0.006, seven), (1 / 3, seven))
    yield case("one_cycle", 0.1, 9, one_cycle(0.1, 9 * seven))
    yield case("one_cycle, linear", 1, 9, one_cycle(0.5, 9 * seven, anneal_strategy="linear", pct_start=0.45))
    yield case("one_cycle, three phases", 0.1, 9,
               one_cycle(0.1, 9 * seven, three_phase=True, div_factor=10, final_div_factor=100))
    yield case("one_cycle, three linear phases", 0.1, 11,
               one_cycle(0.1, 11 * seven, three_phase=True, anneal_strategy="linear", pct_start=0.2))
    yield case("one_cycle without a rise", 0.1, 2, one_cycle(0.1, 2 * seven, pct_start=0.01))
    yield case("one_cycle, warm-up", 0.1, 5, one_cycle(0.1, 5 * seven), (0.1, 4))
    yield moving("cyclical, momentum", 0.1, 7, cyclical(0.025, 0.1, seven, cycle_momentum=True))
    yield moving("triangular2, momentum", 1, 12,
                 cyclical(0.001, 0.006, 4, "triangular2", base_momentum=0, max_momentum=0.99))
    yield moving("cyclical between steps, momentum", 0.1, 3, cyclical(0.025, 0.1, 3 * seven / 4, cycle_momentum=True))
    yield moving("exp_range, momentum", 1, 40,
                 cyclical(0.001, 0.006, seven, "exp_range", 0.97, base_momentum=0.5, max_momentum=0.95))
    yield moving("one_cycle, momentum", 0.1, 9, one_cycle(0.1, 9 * seven, cycle_momentum=True))
    yield moving("one_cycle, three linear phases, momentum", 0.1, 11,
                 one_cycle(0.1, 11 * seven, three_phase=True, anneal_strategy="linear", pct_start=0.2,
                           cycle_momentum=True, base_momentum=0.6, max_momentum=0.9))


print("[" + ",\n".join(json.dumps(each) for each in cases()) + "]")
