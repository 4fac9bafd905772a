import ArgumentParser

/// Part of every command: what is wrong is coloured by each of them (`StandardError`).
struct ColorOptions: ParsableArguments {
    @Flag(help: "No colours. (Also: NO_COLOR in the environment.)")
    var noColor = false
}
