// What a report says of the machine.
#pragma once
#include <benchmark/benchmark.h>

#include <cstdio>
#include <ctime>
#include <fstream>
#include <gradstep/gradstep.hpp>
#include <string>

inline std::string cpu_model() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "unknown CPU";
}

inline std::string today() {
  const std::time_t now = std::time(nullptr);
  char text[sizeof "2000-01-01"];
  std::strftime(text, sizeof text, "%F", std::localtime(&now));
  return text;
}

/// Lines of "key: value", each after `mark`. A cache's are its level, its bytes and how many CPUs
/// share one.
inline void describe_host(std::FILE* out, const char* mark, gradstep::Isa isa) {
  const auto& cpus = benchmark::CPUInfo::Get();
  std::fprintf(out, "%scpu: %s\n%scpus: %d\n%sdate: %s\n%sisa: %s\n", mark, cpu_model().c_str(),
               mark, cpus.num_cpus, mark, today().c_str(), mark,
               std::string(gradstep::name(isa)).c_str());
  for (const auto& cache : cpus.caches)
    if (cache.type != "Instruction")
      std::fprintf(out, "%scache: L%d %d %d\n", mark, cache.level, cache.size, cache.num_sharing);
}
