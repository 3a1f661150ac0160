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
  bool optional = false;   // the default means "off": None in Python
  constexpr bool allows(double x) const { return x >= low && (open_high ? x < high : x <= high); }
};

namespace detail {
inline constexpr double largest = std::numeric_limits<double>::max(), smallest = -largest;
inline constexpr double infinity = std::numeric_limits<double>::infinity();
}  // namespace detail

inline constexpr std::array vocabulary{
    Word{"alpha", "decay of the running mean of squared gradients", 0, 1},
    Word{"always_adapt", "take the trust ratio without weight decay too", 0, 1},
    Word{"amsgrad", "divide by the largest second moment so far", 0, 1},
    Word{"amsgrad_corrected", "correct the second moment before its maximum instead of after it", 0,
         1},
    Word{"average_first", "grad_averaging holds for the first gradient too", 0, 1},
    Word{"base_lr", "learning rate that final_lr belongs to: final_lr moves with lr; 0: it stays",
         0, detail::largest},
    Word{"beta", "added to the root of the sum of squared gradients", 0, detail::largest},
    Word{"beta1", "decay of the running mean of gradients", 0, 1, true},
    Word{"beta2", "decay of the running mean of squared gradients", 0, 1, true},
    Word{"beta3", "decay of the third running mean", 0, 1, true},
    Word{"beta3_warmup", "updates over which beta3 rises from beta1; 0: none", 0, 0x1p53 - 1},
    Word{"bias_correction", "correct the running means for their start at zero", 0, 1},
    Word{"bias_correction1", "correct the running mean of gradients for its start at zero", 0, 1},
    Word{"bias_correction2", "correct the running mean of squared gradients for its start at zero",
         0, 1},
    Word{"cautious", "take only increments that go against the gradient, and those larger", 0, 1},
    Word{"centered", "divide by the standard deviation instead of the root mean square", 0, 1},
    Word{"centralize", "subtract from the gradient its mean over all axes but the first", 0, 1},
    Word{"clip_adaptive",
         "largest norm of each row's gradient, as a fraction of the row's own norm", 0,
         detail::largest, false, true},
    Word{"clip_each", "largest Euclidean norm of each array's gradient", 0, detail::largest, false,
         true},
    Word{"clip_exponent", "normalized gradients are clipped at (t - clip_offset) to this power", 0,
         detail::largest},
    Word{"clip_offset", "normalized gradients are clipped at a power of t minus this", 0, 1},
    Word{"clip_threshold", "largest step of an element, as a multiple of lr", 0, detail::largest},
    Word{"clip_value", "largest magnitude of an element of the gradient", 0, detail::largest, false,
         true},
    Word{"complement_beta2", "weigh changes of the gradient by 1 - beta2 instead of beta2", 0, 1},
    Word{"constant", "AccSGD's small constant", 0, 1},
    Word{"correct_twice", "divide by the second moment's bias correction once more", 0, 1},
    Word{"dampening", "share of the gradient kept out of the momentum buffer", detail::smallest,
         detail::largest},
    Word{"decay", "rate of decay per update", 0, detail::largest},
    Word{"decoupled_weight_decay",
         "decay the parameter by lr * weight_decay, not through the gradient", 0, 1},
    Word{"degenerated_to_sgd", "before rectification holds, step by the mean gradient", 0, 1},
    Word{"delayed", "apply in each step what the step before has found", 0, 1},
    Word{"derivative", "weight of the gradient's smoothed change", 0, detail::largest},
    Word{"drop", "factor on the value at every drop", 0, 1},
    Word{"end", "value at the end of this piece, held from there on", 0, detail::largest},
    Word{"eps", "added to the denominator for stability", 0, detail::largest},
    Word{"eps_hat", "add eps to the second moment's root before its bias correction", 0, 1},
    Word{"eps_in_max", "add eps inside the maximum instead of after it", 0, 1},
    Word{"eps_in_sqrt", "add eps under the root instead of after it", 0, 1},
    Word{"eps_root", "added to the second moment, under the root", 0, detail::largest},
    Word{"eta_minus", "factor on the step where the gradient turns", 0, 1},
    Word{"eta_plus", "factor on the step where the gradient keeps its sign", 1, detail::largest},
    Word{"every", "updates from one drop to the next", 1, 0x1p53 - 1},
    Word{"factor", "factor on the value", 0, detail::largest},
    Word{"final_lr", "rate that the bounds close in on", 0, detail::largest},
    Word{"first_difference", "the first gradient counts as a change from zero", 0, 1},
    Word{"gamma", "speed at which the bounds close in", 0, detail::largest},
    Word{"grad_averaging", "the momentum is a mean of gradients, not a decaying sum", 0, 1},
    Word{"grad_weight", "weight of the present gradient beside the momentum", 0, detail::largest},
    Word{"hessian_scale", "factor on the diagonal of the Hessian", 0, detail::largest},
    Word{"independent_weight_decay", "decay the parameter by weight_decay itself, whatever lr is",
         0, 1},
    Word{"initial_accumulator_value", "start of the sum, or mean, of squared gradients", 0,
         detail::largest},
    Word{"integral", "weight of the momentum buffer", 0, detail::largest},
    Word{"kappa", "how much longer the long step is than the short one", 1, detail::largest},
    Word{"l1", "L1 penalty on the parameters", 0, detail::largest},
    Word{"l2", "L2 penalty on the parameters", 0, detail::largest},
    Word{"l2_shrinkage", "L2 penalty that acts through the gradient", 0, detail::largest},
    Word{"lambd", "decay of the parameters and of the rate", 0, detail::largest},
    Word{"late_correction", "correct only the mean gradient, and after the trust ratio", 0, 1},
    Word{"lower", "least value of a parameter; it is projected there", -detail::infinity,
         detail::largest, false, true},
    Word{"lr", "learning rate", 0, detail::largest},
    Word{"lr_decay", "lr is divided by 1 + (t - 1) * lr_decay", 0, detail::largest},
    Word{"lr_in_momentum",
         "the momentum buffer sums steps, each with the rate of its time, not gradients", 0, 1},
    Word{"lr_power", "the rate falls as the sum of squared gradients to this power",
         detail::smallest, 0},
    Word{"lr_scale", "factor on the learning rate of this group", 0, detail::largest},
    Word{"max_step_size", "largest step of an element", 0, detail::largest},
    Word{"maximize", "ascend instead of descend", 0, 1},
    Word{"min_norm", "least value of a norm in the trust ratio", 0, detail::largest},
    Word{"min_step_size", "smallest step of an element", 0, detail::largest},
    Word{"momentum", "decay of the momentum buffer", 0, detail::largest},
    Word{"momentum1", "decay of the first momentum buffer", 0, detail::largest},
    Word{"momentum2", "decay of the second momentum buffer", 0, detail::largest},
    Word{"momentum3", "decay of the third momentum buffer", 0, detail::largest},
    Word{"momentum_decay", "speed at which the momentum warms up", 0, detail::largest},
    Word{"nesterov", "look ahead by one momentum step", 0, 1},
    Word{"no_prox", "decay the parameter before the step, not proximally after it", 0, 1},
    Word{"norm_limit", "largest norm of the parameter in the trust ratio; 0: any", 0,
         detail::largest},
    Word{"norm_of_sum", "take the norm after weight decay instead of adding norms", 0, 1},
    Word{"nu", "weight of the momentum buffer against the gradient", 0, 1},
    Word{"nu1", "weight of the mean gradient against the present one", 0, 1},
    Word{"nu2", "weight of the mean squared gradient against the present one", 0, 1},
    Word{"optimism", "weight of the gradient's last change, expected to come again", 0,
         detail::largest},
    Word{"partial", "power of the second moment that is divided by", 0, 1},
    Word{"power", "power of the decay", 0, detail::largest},
    Word{"rectify", "reduce the step while the second moment is uncertain, as RAdam", 0, 1},
    Word{"recursive", "divide the value before, not the first one", 0, 1},
    Word{"refined", "step proportionally where the blend is below 1, by sign beyond", 0, 1},
    Word{"rho", "decay of the running means", 0, 1},
    Word{"skip_first", "the first step only remembers the gradient", 0, 1},
    Word{"slow_weight", "weight of the slow mean of gradients beside the fast one", 0,
         detail::largest},
    Word{"slow_weight_warmup", "updates over which slow_weight rises from 0; 0: none", 0,
         0x1p53 - 1},
    Word{"sma_threshold", "shortest length of the second moment's average that is rectified", 4,
         detail::largest},
    Word{"start", "value at the start of this piece", 0, detail::largest},
    Word{"steps", "length of this piece in updates", 1, 0x1p53 - 1},
    Word{"t0", "updates before the averaging starts", 0, detail::largest},
    Word{"trust_clip", "keep the trust ratio at 1 or below", 0, 1},
    Word{"trust_coefficient", "size of the step, as a fraction of the parameter's norm", 0,
         detail::largest},
    Word{"trust_eps", "added to the norm of the step in the trust ratio", 0, detail::largest},
    Word{"uniform_correction", "nesterov corrects the mean and the gradient alike", 0, 1},
    Word{"upper", "largest value of a parameter; it is projected there", detail::smallest,
         detail::infinity, false, true},
    Word{"use_clipping", "clip normalized gradients", 0, 1},
    Word{"value", "the value", 0, detail::largest},
    Word{"variance_reduction", "weight of the gradient's last change in the corrected gradient", 0,
         detail::largest},
    Word{"weight_decay",
         "weight decay: coupled (added to the gradient), unless the rule says decoupled", 0,
         detail::largest},
    Word{"xi", "statistical advantage of the accelerated method", 0, detail::largest},
};

/// Words of the step's and the constructors' signatures, which no hyper-parameter may take.
inline constexpr std::array<std::string_view, 24> reserved_words{
    "params",     "grads",  "loss",         "closure",   "inputs",    "grad_scale",
    "report",     "groups", "rule",         "clip_norm", "nonfinite", "max_skips",
    "zero_grads", "bounds", "average",      "lookahead", "copy_to",   "state_dtype",
    "rounding",   "seed",   "state_memory", "name",      "steps",     "state"};

constexpr const Word* find_word(std::string_view name) {
  for (const Word& w : vocabulary)
    if (w.name == name) return &w;
  return nullptr;
}

}  // namespace gradstep
