/// What a plan needs to know of a data set, without its samples.
package struct DatasetSummary: Hashable, Sendable {
    /// Shape of one sample: channels, height, width.
    package var input: SampleShape
    package var classes: Int
    /// Samples to train on, after split and `limit`.
    package var trainingCount: Int
    package var validationCount: Int
    package var testCount: Int
    /// SHA-256 in hexadecimal over the files' decompressed bytes, in the order train images, train labels,
    /// test images, test labels.
    package var checksum: String
    /// What one answer for every validation sample gets at best. Nil without such samples, and in records of versions
    /// that did not keep it.
    package var constantGuess: Score?
    /// Names of the classes of which no sample is trained on, in the order of the labels. Records do not keep them.
    package var absentClasses: [String]
    /// The same of the validation part and of the test set; none of one without samples.
    package var absentFromValidation: [String]
    package var absentFromTest: [String]
    /// Where its files were found; nil of one that the program draws, and in records, which do not keep it.
    package var folder: String?

    package init(
        input: SampleShape, classes: Int, trainingCount: Int, validationCount: Int, testCount: Int, checksum: String,
        constantGuess: Score? = nil, absentClasses: [String] = [],
        absentFromValidation: [String] = [], absentFromTest: [String] = [], folder: String? = nil
    ) {
        self.input = input
        self.classes = classes
        self.trainingCount = trainingCount
        self.validationCount = validationCount
        self.testCount = testCount
        self.checksum = checksum
        self.constantGuess = constantGuess
        self.absentClasses = absentClasses
        self.absentFromValidation = absentFromValidation
        self.absentFromTest = absentFromTest
        self.folder = folder
    }

    /// Where the samples are from, as a terminal shows it: the folder; `drawn by xrun itself`.
    package var origin: String { folder.map { DisplayText.shown($0) } ?? "drawn by xrun itself" }
}
