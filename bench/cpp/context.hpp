// What the programs have in common: what their reports begin with, and how long a row takes.
#pragma once
#include <benchmark/benchmark.h>

#include <gradstep/gradstep.hpp>
#include <string>
#include <vector>

/// Runs what was registered. `min_time` seconds a row, unless the command line says otherwise; not
/// by MinTime(), which would be part of every name.
inline int run_benchmarks(int argc, char** argv, const std::string& min_time) {
#if defined(__clang__)
  benchmark::AddCustomContext("compiler", "clang " __clang_version__);
#else
  benchmark::AddCustomContext("compiler", "gcc " __VERSION__);
#endif
  benchmark::AddCustomContext("gradstep", GRADSTEP_VERSION);
  const gradstep::IsaChoice& choice = gradstep::current_isa();
  benchmark::AddCustomContext("isa", std::string(gradstep::name(choice.isa)) + ": " + choice.why);

  std::string first = "--benchmark_min_time=" + min_time;
  std::vector<char*> words{argv[0], first.data()};
  words.insert(words.end(), argv + 1, argv + argc);
  int count = static_cast<int>(words.size());
  words.push_back(nullptr);
  benchmark::Initialize(&count, words.data());
  if (benchmark::ReportUnrecognizedArguments(count, words.data())) return 1;
  return benchmark::RunSpecifiedBenchmarks() == 0;
}
