import Experiment

extension RunInspection {
    /// In the run's folder.
    static let fileName = "inspection.json"

    /// The numbers of the pictures, for programs.
    var json: SettingValue {
        var fields = JSONFields()
        fields.add("step", step)
        fields.add("classes", .list(classNames.map(SettingValue.string)))
        fields.add(
            "confusion_matrix", .list(confusion.counts.map { row in .list(row.map(SettingValue.integer)) }))
        fields.add("class_scores", .list(confusion.classScores.map(\.json)))
        fields.add("most_confidently_wrong", .list(mostConfidentlyWrong.map(\.json)))
        return fields.object
    }
}

extension ConfusionMatrix.ClassScore {
    fileprivate var json: SettingValue {
        var fields = JSONFields()
        fields.add("samples", samples)
        fields.addOrNull("precision", precision)
        fields.addOrNull("recall", recall)
        fields.addOrNull("f1", f1)
        return fields.object
    }
}

extension RunInspection.WrongSample {
    fileprivate var json: SettingValue {
        var fields = JSONFields()
        fields.add("position", position)
        fields.add("index", index)
        fields.add("label", label)
        fields.add("found", found)
        fields.add("probability", Double(probability))
        return fields.object
    }
}
