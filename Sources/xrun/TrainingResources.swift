import Datasets
import Experiment
import Kernels
import Machine
import Reporting
import Scheduling
import Training

/// What of the machine trains the items of a plan: its cores, its memory, and kernels.
struct TrainingResources {
    let cores: Int
    let kernels: Kernels

    func scheduler(retries: Int = 0, failFast: Bool = false) -> Scheduler {
        Scheduler(
            cores: cores, memory: MemoryLimit.available, retries: retries, failFast: failFast,
            awaitsCheckpoints: WritePoint.hasFault)
    }

    /// - Parameter checkpoints: where earlier starts left theirs; nil begins every run anew.
    func executor(
        of plan: RunPlan, _ library: DatasetLibrary, checkpoints: (any CheckpointSource)? = nil
    ) -> any ItemExecutor {
        TrainingExecutor(
            library: library, objective: plan.objective, kernels: kernels.table, maximumCores: cores,
            checkpoints: checkpoints)
    }
}
