// Every hyper-parameter's name, once: what it means and what it may be. A rule with a name that is not here does not compile.
#pragma once
#include <array>
#include <limits>
#include <string_view>

namespace gradstep {

struct Word {
  std::string_view name, meaning;
  double low, high;
  bool open_high = false;  // `high` itself is not allowed
  constexpr bool allows(double x) const { return x >= low && (open_high ? x < high : x <= high); }
};

namespace detail {
inline constexpr double largest = std::numeric_limits<double>::max(), smallest = -largest;
}

inline constexpr std::array vocabulary{
    Word{"alpha", "decay of the running mean of squared gradients", 0, 1},
    Word{"amsgrad", "divide by the largest second moment so far", 0, 1},
    Word{"beta1", "decay of the running mean of gradients", 0, 1, true},
    Word{"beta2", "decay of the running mean of squared gradients", 0, 1, true},
    Word{"centered", "divide by the standard deviation instead of the root mean square", 0, 1},
    Word{"dampening", "share of the gradient kept out of the momentum buffer", detail::smallest,
         detail::largest},
    Word{"decay", "rate of decay per update", 0, detail::largest},
    Word{"drop", "factor on the value at every drop", 0, 1},
    Word{"end", "value at the end of this piece, held from there on", 0, detail::largest},
    Word{"eps", "added to the denominator for stability", 0, detail::largest},
    Word{"every", "updates from one drop to the next", 1, 0x1p53 - 1},
    Word{"factor", "factor on the value", 0, detail::largest},
    Word{"initial_accumulator_value", "start of the sum of squared gradients", 0, detail::largest},
    Word{"lr", "learning rate", 0, detail::largest},
    Word{"lr_decay", "lr is divided by 1 + (t - 1) * lr_decay", 0, detail::largest},
    Word{"lr_scale", "factor on the learning rate of this group", 0, detail::largest},
    Word{"maximize", "ascend instead of descend", 0, 1},
    Word{"momentum", "decay of the momentum buffer", 0, detail::largest},
    Word{"nesterov", "look ahead by one momentum step", 0, 1},
    Word{"recursive", "divide the value before, not the first one", 0, 1},
    Word{"rho", "decay of the running means", 0, 1},
    Word{"start", "value at the start of this piece", 0, detail::largest},
    Word{"steps", "length of this piece in updates", 1, 0x1p53 - 1},
    Word{"value", "the value", 0, detail::largest},
    Word{"weight_decay",
         "weight decay: coupled (added to the gradient), unless the rule says decoupled", 0,
         detail::largest},
};

/// Words of the step's and the constructors' signatures, which no hyper-parameter may take.
inline constexpr std::array<std::string_view, 27> reserved_words{
    "params",     "grads",  "loss",         "closure",   "inputs",     "grad_scale", "report",
    "groups",     "rule",   "clip_norm",    "clip_each", "clip_value", "nonfinite",  "max_skips",
    "zero_grads", "bounds", "average",      "copy_to",   "cautious",   "centralize", "state_dtype",
    "rounding",   "seed",   "state_memory", "name",      "steps",      "state"};

constexpr const Word* find_word(std::string_view name) {
  for (const Word& w : vocabulary)
    if (w.name == name) return &w;
  return nullptr;
}

}  // namespace gradstep
