#!/usr/bin/env bash
# Makes Sources/TensorBoardMessages/*.pb.swift from the .proto files beside them. Needed only after a change of a
# .proto file: what it makes is committed. Wants protoc (Debian: protobuf-compiler), which it installs if it can.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh protobuf-compiler

# The plugin of exactly the swift-protobuf that the package links.
swift package resolve
plugin_source=.build/checkouts/swift-protobuf
plugin_build=.build/protoc-gen-swift
swift build -c release --package-path "$plugin_source" --scratch-path "$plugin_build" --product protoc-gen-swift
plugin=$(swift build -c release --package-path "$plugin_source" --scratch-path "$plugin_build" --show-bin-path)/protoc-gen-swift

messages=Sources/TensorBoardMessages
rm -f "$messages"/*.pb.swift
protoc --plugin=protoc-gen-swift="$plugin" --proto_path="$messages/Protos" \
    --swift_opt=Visibility=Package --swift_out="$messages" "$messages"/Protos/*.proto
