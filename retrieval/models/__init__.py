"""What the embedders ship: all-MiniLM-L6-v2 as int8 ONNX with tokenizer, manifest of hashes and notice; Korean weights.

The `make_…` scripts make these files; the application reads the files and imports nothing from here.
"""
