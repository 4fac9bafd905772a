/// What the summaries look like, to the letter.
enum Snapshot {
    /// Of `Samples.fashionReport`. Lines are as long as they are in the file.
    static let markdown = #"""
        # fashion

        Which learning rate trains LeNet best?

        **`learning_rate=auto`** (learning rate 0.002) won with a last validation accuracy of 89.20 %, the best of 4 configurations, 3.20 points above the runner-up `optimizer=sgd,epochs=3` (86.00 %). With one seed of `learning_rate=auto` and `optimizer=sgd,epochs=3` this cannot tell whether the difference is more than chance; 'seeds: 3' for both would. Of the other runs 1 diverged and 1 failed.

        All runs: fashion-mnist, lenet5, batch size 64. Unless a row says otherwise: optimizer: adam, epochs: 5.

        ## Results

        | runs                            | learning rate | what differs                           |   n | validation accuracy | difference to the best |  best accuracy | validation loss |    loss at best |      train loss |  test accuracy |       test loss | epochs | samples/s | time | status                            |
        | ------------------------------- | ------------: | -------------------------------------- | --: | ------------------: | ---------------------: | -------------: | --------------: | --------------: | --------------: | -------------: | --------------: | -----: | --------: | ---: | --------------------------------- |
        | `learning_rate=1e-4`            |          1e-4 |                                        |   3 |      80.50 ± 0.10 % |        −8.70 (0 seeds) | 80.50 ± 0.10 % | 0.5270 ± 0.0026 | 0.5270 ± 0.0026 | 0.2500 ± 0.0000 | 80.00 ± 0.10 % | 0.5370 ± 0.0026 |      5 |     20000 | 14 s | 3 done                            |
        | `learning_rate=0.1`             |           0.1 |                                        |   1 |             10.00 % |       −79.20 (0 seeds) |        10.00 % |          2.3090 |          2.3090 |          2.3100 |         9.50 % |          2.3190 |      5 |     20000 | 14 s | 1 done, 1 diverged, **at chance** |
        | **`learning_rate=auto`** (best) |  0.002 (auto) |                                        |   1 |             89.20 % |                      – |        89.40 % |          0.2920 |          0.2890 |          0.2500 |        88.70 % |          0.3020 |      5 |     20000 | 14 s | done                              |
        | `optimizer=sgd,epochs=3`        |         0.001 | optimizer.sgd.momentum: 0.9, epochs: 3 |   1 |             86.00 % |         −3.20 (1 seed) |        86.00 % |          0.3900 |          0.3900 |          0.2500 |        85.50 % |          0.4000 |      5 |     20000 | 14 s | done                              |
        | `lost`                          |          1e-5 |                                        |   0 |                   – |                      – |              – |               – |               – |               – |              – |               – |      – |         – |    – | failed                            |

        In the order of the file; decided by last validation accuracy, of which (best) marks the highest. Mean ± standard deviation over the n runs that are done. *Difference to the best*: the mean over the seeds that both have, seed by seed, in points. Where no seed is common (0 seeds), it is the one between the means. Fewer than 3 common seeds cannot tell whether a difference is more than chance: the same 3 seeds of each configuration would. *best* in a column's name is the validation with the highest accuracy. Train loss is the mean of the last epoch. Nothing was chosen by the test set. **At chance**: the last validation accuracy is within three standard errors of 1 / classes and the loss at least the entropy of the classes' shares, ln(classes) where they are equal, less 0.01 at most, hardly better than a guess by the shares alone has: the run learned nothing.

        ## Learning-rate range tests

        ### `lenet5-adam-1a2b3c4d`

        Suggests the learning rate **0.002** for `learning_rate=auto`. Confidence: **clear**: its neighbours did worse. Range for cycles: 5e-4 to 0.003, from where it begins, to where it ends.

        It processed 9,600 samples in 4.2 s, 4.0 % of the training samples of one run that it served.

        Trials, each from the same weights on the same batches; loss and accuracy are means over the samples judged:

        | learning rate | steps |       loss | accuracy | judged |         |
        | ------------: | ----: | ---------: | -------: | -----: | ------- |
        |       6.32e-4 |    40 |     1.2500 |  50.00 % |    640 |         |
        |         0.002 |    70 |     0.7500 |  70.00 % |   1152 | decided |
        |       0.00632 |     3 | not finite |        – |      0 |         |

        Exponential ladder from 1e-8 to 10 in 40 steps, climbed once; smoothing 0.8, seed 99. It ended at 10 after 3 points: at the next rate the loss was not finite. Choice: by trials that begin around the middle of the fall, moved by what is known of the optimizer, and are judged by what the experiment is decided by.

        What rules that look at the curve alone read from it:

        | rule     | learning rate | why not                |
        | -------- | ------------: | ---------------------- |
        | `valley` |        0.0011 |                        |
        | `slide`  |             – | the curve has 3 points |

        ## Single runs

        | run                         | learning rate | what differs                           | validation accuracy | best accuracy | validation loss | loss at best | train loss | test accuracy | test loss | epochs | samples/s | time | status              |
        | --------------------------- | ------------: | -------------------------------------- | ------------------: | ------------: | --------------: | -----------: | ---------: | ------------: | --------: | -----: | --------: | ---: | ------------------- |
        | `learning_rate=1e-4,seed=1` |          1e-4 |                                        |             80.40 % |       80.40 % |          0.5280 |       0.5280 |     0.2500 |       79.90 % |    0.5380 |      5 |     20000 | 14 s | done                |
        | `learning_rate=1e-4,seed=2` |          1e-4 |                                        |             80.60 % |       80.60 % |          0.5240 |       0.5240 |     0.2500 |       80.10 % |    0.5340 |      5 |     20000 | 14 s | done                |
        | `learning_rate=1e-4,seed=3` |          1e-4 |                                        |             80.50 % |       80.50 % |          0.5290 |       0.5290 |     0.2500 |       80.00 % |    0.5390 |      5 |     20000 | 14 s | done                |
        | `learning_rate=0.1,seed=1`  |           0.1 |                                        |             10.00 % |       10.00 % |          2.3090 |       2.3090 |     2.3100 |        9.50 % |    2.3190 |      5 |     20000 | 14 s | done, **at chance** |
        | `learning_rate=0.1,seed=2`  |           0.1 |                                        |             10.00 % |       10.00 % |       1.235e+05 |    1.235e+05 |        nan |        9.50 % | 1.235e+05 |      5 |     20000 | 14 s | diverged            |
        | `learning_rate=auto`        |  0.002 (auto) |                                        |             89.20 % |       89.40 % |          0.2920 |       0.2890 |     0.2500 |       88.70 % |    0.3020 |      5 |     20000 | 14 s | done                |
        | `optimizer=sgd,epochs=3`    |         0.001 | optimizer.sgd.momentum: 0.9, epochs: 3 |             86.00 % |       86.00 % |          0.3900 |       0.3900 |     0.2500 |       85.50 % |    0.4000 |      5 |     20000 | 14 s | done                |
        | `lost`                      |          1e-5 |                                        |                   – |             – |               – |            – |          – |             – |         – |      – |         – |    – | failed              |

        ## Diverged, failed and interrupted runs

        - `learning_rate=0.1,seed=2` diverged: the loss was not finite at step 1200, with learning rate 0.1; a smaller rate or a tighter 'gradient_clip' may help
        - `lost` failed: its results could not be written: cannot write a\|b: No space left on device

        ## How to reproduce

        ```sh
        xrun experiments/fashion.yaml
        ```

        - xrun 1.0.0, git `0123456789abcdef0123456789abcdef01234567`, AMD EPYC 7763 (2 cores, AVX2 and FMA3)
        - trained from 2026-11-24 15:05 UTC to 2026-11-24 15:05 UTC
        - cost: training and evaluating 7 runs took 1 min 35 s in all, 1 min 24 s of it training at 20000 samples/s a run

        """#
}
