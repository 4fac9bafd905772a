import Experiment
import Reporting
import Testing

@Suite struct InspectionPicturesTests {
    @Test func `features are drawn in rows near a square, pictures as they are`() {
        for (features, width, height) in [(1, 1, 1), (2, 2, 1), (3, 2, 2), (10, 4, 3), (16, 4, 4), (784, 28, 28)] {
            let size = SampleShape(features: features).pictureSize
            #expect(size.width == width && size.height == height, "\(features): \(size)")
        }
        let pixel = SampleShape(channels: 10, height: 1, width: 1).pictureSize
        #expect(pixel.width == 4 && pixel.height == 3, "\(pixel)")
        let picture = SampleShape(channels: 3, height: 20, width: 30).pictureSize
        #expect(picture.width == 30 && picture.height == 20, "\(picture)")
        let series = SampleShape(channels: 1, height: 1, width: 30).pictureSize
        #expect(series.width == 30 && series.height == 1, "\(series)")
    }

    @Test func `of two channels the first is drawn, of others and of features all are given`() {
        let pixels: [UInt8] = [10, 20, 30, 40]
        #expect(SampleShape(channels: 2, height: 1, width: 2).picturePixels(of: pixels) == [10, 20])
        for shape in [
            SampleShape(channels: 1, height: 2, width: 2), SampleShape(channels: 4, height: 1, width: 1),
            SampleShape(features: 4),
        ] {
            #expect(shape.picturePixels(of: pixels) == pixels, "\(shape)")
        }
        #expect(SampleShape(features: 2).picturePixels(of: [10, 20]) == [10, 20])
    }

    @Test func `the title says what the pictures show of a sample`() {
        func title(_ shape: SampleShape) -> String {
            RunInspection(
                Predictions(classes: 2), step: 150, classNames: ["cat", "dog"], sampleShape: shape
            ) { _ in (0, []) }.wrongSamplesTitle
        }
        let mistakes = "Validation samples after step 150: the most confident mistakes"
        #expect(title(SampleShape(channels: 3, height: 8, width: 8)) == mistakes)
        #expect(title(SampleShape(channels: 1, height: 8, width: 8)) == mistakes)
        #expect(title(SampleShape(channels: 2, height: 8, width: 8)) == mistakes + ", first of two channels")
        #expect(title(SampleShape(channels: 4, height: 8, width: 8)) == mistakes + ", first three channels")
        #expect(title(SampleShape(features: 4)) == mistakes + ", features in rows")
    }
}
