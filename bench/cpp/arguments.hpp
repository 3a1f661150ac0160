// The command line of bench_roofline.
#pragma once
#include <cstdio>
#include <cstdlib>
#include <gradstep/gradstep.hpp>
#include <string>
#include <string_view>

struct Arguments {
  std::size_t largest = std::size_t{1} << 30;  // bytes of all streams together
  double seconds = 0.1;                        // per line of a table
  int threads = 0;                             // 0: not given
  bool rules = false;
  std::string csv;
  gradstep::Isa isa = gradstep::current_isa().isa;
};

[[noreturn]] inline void usage(const std::string& fix) {
  std::fprintf(stderr,
               "bench_roofline: %s\n"
               "  --largest BYTES  largest working set, with K, M or G (1G)\n"
               "  --seconds S      for each line of the table (0.1)\n"
               "  --threads N      1, 2, 4 ... up to N (all that may be used; with --rules, 1)\n"
               "  --isa NAME       %s\n"
               "  --csv FILE       writes the rates there too, for bench/python/roofline.py\n"
               "  --rules          instead: every rule beside the machine's limits\n",
               fix.c_str(), gradstep::detail::available_isas().c_str());
  std::exit(2);
}

/// "64M" is 64 * 2^20. 0 if it is not a positive number of bytes.
inline std::size_t parse_bytes(const std::string& text) {
  char* unit = nullptr;
  const double number = std::strtod(text.c_str(), &unit);
  const std::string_view units = "KMG";
  const std::size_t power = *unit ? units.find(*unit) : units.npos;
  if (!(number > 0) || number > 1e15 || (*unit && (power == units.npos || unit[1]))) return 0;
  return static_cast<std::size_t>(number * (*unit ? double(1ull << 10 * (power + 1)) : 1));
}

inline gradstep::Isa parse_isa(const std::string& text) {
  for (const gradstep::Isa isa : gradstep::compiled_isas)
    if (gradstep::name(isa) == text && gradstep::runs(isa)) return isa;
  usage("no ISA '" + text + "' here");
}

inline Arguments parse(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--rules") {
      arguments.rules = true;
      continue;
    }
    if (i + 1 == argc) usage("what is '" + word + "'? Or its value is missing");
    const std::string value = argv[++i];
    if (word == "--largest") {
      arguments.largest = parse_bytes(value);
      if (arguments.largest < 1024) usage("--largest must be at least 1K, not '" + value + "'");
    } else if (word == "--seconds") {
      arguments.seconds = std::atof(value.c_str());
      if (!(arguments.seconds > 0)) usage("--seconds must be positive, not '" + value + "'");
    } else if (word == "--threads") {
      arguments.threads = std::atoi(value.c_str());
      if (arguments.threads < 1 || arguments.threads > gradstep::max_threads)
        usage("--threads must be 1 to 1024, not '" + value + "'");
    } else if (word == "--isa") {
      arguments.isa = parse_isa(value);
    } else if (word == "--csv") {
      arguments.csv = value;
    } else {
      usage("what is '" + word + "'?");
    }
  }
  return arguments;
}
