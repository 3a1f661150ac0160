// Which instruction sets are compiled in, which one runs, and why. Chosen once; GRADSTEP_ISA forces
// one.
#pragma once
#include <array>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "types.hpp"

namespace gradstep {

enum class Isa : int { baseline, avx2, avx512, neon };
inline constexpr std::array<std::string_view, 4> isa_names{"baseline", "avx2", "avx512", "neon"};

#if defined(__aarch64__)
inline constexpr std::array compiled_isas{Isa::neon};
namespace neon {}
using namespace neon;  // gradstep::AdamW is the one of the ISA that every CPU of this kind has
#elif defined(__x86_64__)
inline constexpr std::array compiled_isas{Isa::baseline, Isa::avx2, Isa::avx512};
namespace baseline {}
using namespace baseline;
#else
inline constexpr std::array compiled_isas{Isa::baseline};
namespace baseline {}
using namespace baseline;
#endif

inline constexpr std::string_view name(Isa isa) { return isa_names[static_cast<std::size_t>(isa)]; }

/// Whether this CPU (and operating system) can run the kernels of `isa`.
inline bool runs(Isa isa) {
  switch (isa) {
#if defined(__x86_64__)
    case Isa::baseline: return true;
    case Isa::avx2: return __builtin_cpu_supports("avx2");
    case Isa::avx512:
      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
             __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    case Isa::neon: return false;
#else
    default: return isa == compiled_isas.front();
#endif
  }
  return false;
}

struct IsaChoice {
  Isa isa;
  std::string why;
};

namespace detail {
[[gnu::cold]] inline std::string available_isas() {
  std::string list;
  for (Isa isa : compiled_isas)
    if (runs(isa)) list += message("{}{}", {list.empty() ? "" : ", ", name(isa)});
  return list;
}

[[gnu::cold]] inline IsaChoice choose_isa() {
  if (const char* forced = std::getenv("GRADSTEP_ISA"); forced && *forced) {
    for (Isa isa : compiled_isas)
      if (name(isa) == forced && runs(isa)) return {isa, message("GRADSTEP_ISA={}", {forced})};
    raise(error(Reason::environment,
                message("GRADSTEP_ISA={} is not available here; choose one of {}, or unset it",
                        {forced, available_isas()})));
  }
  Isa best = compiled_isas.front();
  for (Isa isa : compiled_isas)
    if (runs(isa)) best = isa;
  return {best, "the widest that this CPU runs"};
}
}  // namespace detail

/// The ISA that steps and schedules use in this process. Throws `error` if GRADSTEP_ISA names one
/// that is not there.
inline const IsaChoice& current_isa() {
  static const IsaChoice choice = detail::choose_isa();
  return choice;
}

}  // namespace gradstep
