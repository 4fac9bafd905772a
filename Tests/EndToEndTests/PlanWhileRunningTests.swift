import TestSupport
import Testing

@Suite struct PlanWhileRunningTests {
    @Test func `a plan says what runs, disturbs nothing, and tells it from what was killed`() throws {
        let program = try Program(
            experiment: """
                base: {dataset: {name: shapes, limit: 64}, epochs: 20000}
                runs: [{name: first}, {name: second, seed: 8}]
                """)
        let script = """
            xrun='\(Repository.xrun)'
            $xrun experiment.yaml --jobs 1 --quiet & started=$!
            until [ -s runs/experiment/first/metrics.jsonl ] || ! kill -0 $started; do sleep 0.05; done
            for look in 1 2 3 4 5 6 7 8; do $xrun plan experiment.yaml >plan.txt; done
            $xrun experiment.yaml --dry-run >dry-run.txt
            kill -0 $started && echo undisturbed
            kill -KILL $started; wait $started
            """
        let result = try Shell.run("bash", ["-c", script], in: program.folder.path)
        #expect(result.output.contains("undisturbed"), "\(result)")
        let plan = try program.text("plan.txt")
        let running = plan.split(separator: "\n").filter { $0.hasSuffix(" running") }
        #expect(running.map { $0.split(separator: " ").first } == ["first"], "\(plan)")
        #expect(try program.text("dry-run.txt") == plan)
        let after = try program.xrun("plan", "experiment.yaml").output
        #expect(!after.contains(" running") && after.contains("it was killed"), "\(after)")
    }
}
