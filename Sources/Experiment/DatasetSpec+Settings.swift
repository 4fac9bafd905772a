extension DatasetSpec {
    package var settings: SettingValue {
        var entries: [Setting] = []
        switch source {
        case .fashionMNIST, .shapes: entries.append(Setting("name", .string(source.name)))
        case .idx(let path, let classes):
            var files = [Setting("path", .string(path)), Setting("classes", .integer(classes))]
            if !classNames.isEmpty { files.append(Setting("class_names", .list(classNames.map { .string($0) }))) }
            entries.append(Setting("idx", .mapping(files)))
        }
        if let path { entries.append(Setting("path", .string(path))) }
        entries += [
            Setting("validation_fraction", .number(validationFraction)),
            Setting("split_seed", .integer(Int(clamping: splitSeed))),
        ]
        entries.append(Setting("normalize", .string(normalization.rawValue)))
        if let limit { entries.append(Setting("limit", .integer(limit))) }
        return .mapping(entries)
    }
}
