import Experiment
import Testing

/// A configuration as the flat settings in which tables compare runs.
struct ConfigurationFacetsTests {
    private func facets(_ change: (inout RunConfiguration) -> Void) -> ConfigurationFacets {
        var configuration = RunConfiguration()
        change(&configuration)
        return ConfigurationFacets(configuration.settings)
    }

    @Test func `layers are a choice beside the named models`() {
        let layers = [1, 2].map { units in
            facets { $0.model = .layers([LayerSpec(.flatten), LayerSpec(.dense(units: units))]) }
        }
        let named = facets { $0.model = .named(.mlp) }
        #expect([named, layers[0]].map { $0["model"] } == [.string("mlp"), .string("layers")])
        #expect(ConfigurationFacets.differing([named, layers[0]]) == ["model", "model.layers"])
        #expect(ConfigurationFacets.differing(layers) == ["model.layers"])
    }

    @Test func `files of one's own are a choice beside the known data sets`() {
        let files = ["/a", "/b"].map { path in facets { $0.dataset.source = .idx(path: path, classes: 2) } }
        let shapes = facets { $0.dataset.source = .shapes }
        #expect([shapes, files[0]].map { $0["dataset.name"] } == [.string("shapes"), .string("idx")])
        #expect(
            ConfigurationFacets.differing([shapes, files[0]])
                == ["dataset.name", "dataset.idx.path", "dataset.idx.classes"])
        #expect(ConfigurationFacets.differing(files) == ["dataset.idx.path"])
    }
}
