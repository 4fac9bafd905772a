#!/usr/bin/env bash
# Makes Sources/TensorBoardMessages/*.pb.swift from the .proto files beside them. Needed only after a change of a
# .proto file: what it makes is committed. Wants protoc and its own messages (Debian: protobuf-compiler, libprotobuf-dev), which
# it installs if it can.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh protobuf-compiler libprotobuf-dev

# The plugin of exactly the swift-protobuf that the package links.
swift package resolve
build=(swift build -c release --package-path .build/checkouts/swift-protobuf --scratch-path .build/protoc-gen-swift)
"${build[@]}" --product protoc-gen-swift
plugin=$("${build[@]}" --show-bin-path)/protoc-gen-swift

messages=Sources/TensorBoardMessages
rm -f "$messages"/*.pb.swift
protoc --plugin=protoc-gen-swift="$plugin" --proto_path="$messages/Protos" \
    --swift_opt=Visibility=Package --swift_out="$messages" "$messages"/Protos/*.proto
