"""The package as a whole: pages, stubs, errors, process, benchmarks and the C++ build."""
