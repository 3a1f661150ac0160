// The name of every hyper-parameter and of every option, once: what it means and what it may be. A
// rule of the library with a name that is not here does not compile; a program's own rule may use
// any other name, for any finite number.
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
  bool internal = false;   // of options: Python's dialects set it, its users do not
  bool limit = false;      // of hyper-parameters: see limit()
  constexpr bool allows(double x) const { return x >= low && (open_high ? x < high : x <= high); }
};

namespace detail {
inline constexpr double largest = std::numeric_limits<double>::max(), smallest = -largest;
inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double above_zero = std::numeric_limits<double>::min();

/// A word whose number only holds back: one that nothing reaches is none, even if the compute dtype
/// has no such number.
constexpr Word limit(Word word) { return word.limit = true, word; }
}  // namespace detail

inline constexpr std::array vocabulary{
    Word{"accumulate", "metrics that are averaged into one", 1, 0x1p53 - 1},
    Word{"adapt_decay", "take the trust ratio of the decay where the gradient is 0", 0, 1},
    Word{"adapt_lower_bound", "estimate the lower bound of the loss on the way, from f_min upwards",
         0, 1},
    Word{"adjusted_momentum",
         "the momentum buffer sums gradients, which go by the present step size", 0, 1},
    Word{"alpha", "decay of the running mean of squared gradients", 0, 1, true},
    Word{"always_adapt", "take the trust ratio without weight decay too", 0, 1},
    Word{"amsgrad", "divide by the largest second moment so far", 0, 1},
    Word{"amsgrad_corrected", "correct the second moment before its maximum instead of after it", 0,
         1},
    Word{"at", "steps at which something changes", 0, 0x1p53 - 1},
    Word{"atol", "how much better a metric must be to be better", 0, detail::largest},
    Word{"average_first",
         "grad_averaging holds for the first gradient too; the second moment begins at the first "
         "gradient that is not 0",
         0, 1},
    Word{"backtracking", "take the last step back where the gradient turns", 0, 1},
    Word{"base_lr", "learning rate that final_lr belongs to: final_lr moves with lr; 0: it stays",
         0, detail::largest},
    Word{"beta", "added to the root of the sum of squared gradients", 0, detail::largest},
    Word{
        "beta1",
        "decay of the running mean of gradients; schedule-free, where between the points and their "
        "average gradients are taken",
        0, 1, true},
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
    detail::limit(Word{"clip_adaptive",
                       "largest norm of each row's gradient, as a fraction of the row's own norm",
                       0, detail::largest, false, true}),
    detail::limit(Word{"clip_each", "largest Euclidean norm of each array's gradient", 0,
                       detail::largest, false, true}),
    Word{"clip_exponent", "normalized gradients are clipped at (t - clip_offset) to this power", 0,
         detail::largest},
    Word{"clip_offset", "normalized gradients are clipped at a power of t minus this", 0, 1},
    detail::limit(Word{"clip_threshold", "largest step of an element, as a multiple of lr", 0,
                       detail::largest}),
    detail::limit(Word{"clip_value", "largest magnitude of an element of the gradient", 0,
                       detail::largest, false, true}),
    Word{"complement_beta2", "weigh changes of the gradient by 1 - beta2 instead of beta2", 0, 1},
    Word{"constant", "AccSGD's small constant", 0, 1},
    Word{"cooldown", "updates of the way down; of a controller, metrics left out after a reduction",
         0, 0x1p53 - 1},
    Word{"correct_twice", "divide by the second moment's bias correction once more", 0, 1},
    Word{"cycle", "rise again whenever it has come down", 0, 1},
    Word{"cycle_factor", "factor on the height of each cycle, over the one before", 0, 1},
    Word{"d0", "first estimate of the distance to the solution, rather too small", 0,
         detail::largest},
    Word{"d_coef", "factor on the estimate of the distance to the solution", 0, detail::largest},
    Word{"d_model", "width of the model", 1, 0x1p53 - 1},
    Word{"dampening", "share of the gradient kept out of the momentum buffer", detail::smallest,
         detail::largest},
    Word{"decay", "rate of decay per update", 0, detail::largest},
    Word{"decoupled_weight_decay",
         "decay the parameter by lr * weight_decay, not through the gradient", 0, 1},
    Word{"decrease", "share of an element's rate that is lost where the gradient turns", 0, 1},
    Word{"degenerated_to_sgd", "before rectification holds, step by the mean gradient", 0, 1},
    Word{"delayed", "apply in each step what the step before has found", 0, 1},
    Word{"derivative", "weight of the gradient's smoothed change", 0, detail::largest},
    Word{"down", "updates of the way down; None: as up", 1, 0x1p53 - 1},
    Word{"drop", "factor on the value at every drop", 0, 1},
    Word{"end", "value at the end of this piece, held from there on", 0, detail::largest},
    Word{"end_factor", "value at the end, or least value, as a fraction of the peak", 0,
         detail::largest},
    Word{"eps", "added to the denominator for stability", 0, detail::largest},
    Word{"eps_hat", "add eps to the second moment's root before its bias correction", 0, 1},
    Word{"eps_in_max", "add eps inside the maximum instead of after it", 0, 1},
    Word{"eps_in_sqrt", "add eps under the root instead of after it", 0, 1},
    Word{"eps_root", "added to the second moment, under the root", 0, detail::largest},
    Word{"eta_minus", "factor on the step where the gradient turns", 0, 1},
    Word{"eta_plus", "factor on the step where the gradient keeps its sign", 1, detail::largest},
    Word{"every", "updates from one drop to the next", 1, 0x1p53 - 1},
    Word{"explore", "updates at the peak", 0, 0x1p53 - 1},
    Word{"exponent", "power of the cosine", 0, detail::largest},
    detail::limit(Word{"f_min", "value that the loss does not fall below", detail::smallest,
                       detail::largest}),
    Word{"factor", "factor on the value", 0, detail::largest},
    Word{"final_lr", "rate that the bounds close in on", 0, detail::largest},
    Word{"first_difference", "the first gradient counts as a change from zero", 0, 1},
    Word{"gamma", "speed at which the bounds close in", 0, detail::largest},
    Word{"grad_averaging", "the momentum is a mean of gradients, not a decaying sum", 0, 1},
    Word{"grad_weight", "weight of the present gradient beside the momentum", 0, detail::largest},
    detail::limit(Word{"growth_rate", "largest factor on the estimate of the distance in one step",
                       1, detail::infinity, false, true}),
    Word{"hessian_scale", "factor on the diagonal of the Hessian", 0, detail::largest},
    Word{"hi", "largest value", 0, detail::largest},
    Word{"hypergrad_lr", "learning rate of the learning rate", 0, detail::largest},
    Word{"improved", "where the gradient turns, stay for one step", 0, 1},
    Word{"increase", "added to an element's rate where the gradient keeps its sign", 0,
         detail::largest},
    Word{"independent_weight_decay", "decay the parameter by weight_decay itself, whatever lr is",
         0, 1},
    Word{"initial_accumulator_value", "start of the sum, or mean, of squared gradients", 0,
         detail::largest},
    Word{"initial_wealth", "what may be bet at first", 0, detail::largest},
    Word{"integral", "weight of the momentum buffer", 0, detail::largest},
    Word{"k", "updates for one of the schedule's own", 0, detail::largest},
    Word{"k_decay", "power of the time: above 1 stays high for longer", 0, detail::largest},
    Word{"kappa", "how much longer the long step is than the short one", 1, detail::largest},
    Word{"l1", "L1 penalty on the parameters", 0, detail::largest},
    Word{"l2", "L2 penalty on the parameters", 0, detail::largest},
    Word{"l2_shrinkage", "L2 penalty that acts through the gradient", 0, detail::largest},
    Word{"lambd", "decay of the parameters and of the rate", 0, detail::largest},
    Word{"late_correction", "correct only the mean gradient, and after the trust ratio", 0, 1},
    Word{"lb", "where on the tangent the piece starts", detail::smallest, detail::largest},
    Word{"lo", "least value", 0, detail::largest},
    detail::limit(Word{"lower", "least value of a parameter; it is projected there",
                       -detail::infinity, detail::largest, false, true}),
    Word{"lr", "learning rate", 0, detail::largest},
    Word{"lr_decay", "lr is divided by 1 + (t - 1) * lr_decay", 0, detail::largest},
    Word{"lr_in_momentum",
         "the momentum buffer sums steps, each with the rate of its time, not gradients", 0, 1},
    Word{"lr_power", "the rate falls as the sum of squared gradients to this power",
         detail::smallest, 0},
    Word{"lr_scale", "factor on the learning rate of this group", 0, detail::largest},
    detail::limit(
        Word{"max_change", "largest relative change of the loss that counts", 1, detail::largest}),
    detail::limit(Word{"max_lr", "largest learning rate", 0, detail::largest}),
    detail::limit(Word{"max_step_size", "largest step of an element", 0, detail::largest}),
    Word{"maximize", "ascend instead of descend: larger is better", 0, 1},
    Word{"min_change", "changes of the value up to this are not made", 0, detail::largest},
    Word{"min_lr", "smallest learning rate", 0, detail::largest},
    Word{"min_norm", "least value of a norm in the trust ratio", 0, detail::largest},
    Word{"min_step_size", "smallest step of an element", 0, detail::largest},
    Word{"momentum", "decay of the momentum buffer", 0, detail::largest},
    Word{"momentum1", "decay of the first momentum buffer", 0, detail::largest},
    Word{"momentum2", "decay of the second momentum buffer", 0, detail::largest},
    Word{"momentum3", "decay of the third momentum buffer", 0, detail::largest},
    Word{"momentum_decay", "speed at which the momentum warms up", 0, detail::largest},
    Word{"multiplier", "length of each cycle, over the one before", detail::above_zero,
         detail::largest},
    Word{"nesterov", "look ahead by one momentum step", 0, 1},
    Word{"no_prox", "decay the parameter before the step, not proximally after it", 0, 1},
    detail::limit(Word{"norm_limit", "largest norm of the parameter in the trust ratio; 0: any", 0,
                       detail::largest}),
    Word{"norm_of_sum", "take the norm after weight decay instead of adding norms", 0, 1},
    Word{"nu", "weight of the momentum buffer against the gradient", 0, 1},
    Word{"nu1", "weight of the mean gradient against the present one", 0, 1},
    Word{"nu2", "weight of the mean squared gradient against the present one", 0, 1},
    Word{"optimism",
         "weight of the last change of the gradient, or of the direction, expected to come again",
         0, detail::largest},
    Word{"partial", "power of the second moment that is divided by", 0, 1},
    Word{"patience", "metrics in a row that are waited for", 0, 0x1p53 - 1},
    Word{"pct", "largest noise, as a fraction of the value", 0, 1},
    Word{"pct_start", "share of the steps at which the peak is", 0, 1},
    Word{"peak", "largest value", 0, detail::largest},
    Word{"peak_factor", "factor on the peak of each cycle, over the one before", 0,
         detail::largest},
    Word{"per", "of the schedule's own steps, how many k updates are for", 0, detail::largest},
    Word{"period", "length of the first cycle in updates", 1, 0x1p53 - 1},
    Word{"power", "power of the decay", 0, detail::largest},
    Word{"r", "power of the update's number in its weight in the average", 0, detail::largest},
    Word{"rectify", "reduce the step while the second moment is uncertain, as RAdam", 0, 1},
    Word{"recursive", "divide the value before, not the first one", 0, 1},
    Word{"refined", "step proportionally where the blend is below 1, by sign beyond", 0, 1},
    Word{"reset_after", "reductions at the floor until all starts anew", 0, 0x1p53 - 1},
    Word{"reps_rel", "first distance, as a fraction of 1 + the parameters' norm", 0,
         detail::largest},
    Word{"rho", "decay of the running means", 0, 1, true},
    Word{"rtol", "how much better a metric must be, as a fraction of the best", 0, 1},
    Word{"safeguard_warmup", "leave lr out of what the estimate of the distance is divided by", 0,
         1},
    Word{"scaling", "factor on the step, after its bound lr", 0, detail::largest},
    Word{"shape", "shape of the way", 0, 0},
    Word{"short_step", "take the shorter of the two Barzilai-Borwein steps", 0, 1},
    Word{"signed_rtol", "take rtol of the best metric itself, not of its magnitude", 0, 1},
    Word{"silent_sgd_phase", "take no step until the second moment is worth using", 0, 1},
    Word{"skip_first", "the first step only remembers the gradient", 0, 1},
    Word{"slow_weight", "weight of the slow mean of gradients beside the fast one", 0,
         detail::largest},
    Word{"slow_weight_warmup", "updates over which slow_weight rises from 0; 0: none", 0,
         0x1p53 - 1},
    detail::limit(Word{"sma_threshold",
                       "shortest length of the second moment's average that is rectified", 4,
                       detail::largest}),
    Word{"sps_plus", "stay where the loss is below f_min, instead of going uphill", 0, 1},
    Word{"staircase", "change in steps, every so many updates", 0, 1},
    Word{"start", "value at the start of this piece", 0, detail::largest},
    Word{"start_factor", "value at the start, as a fraction of the peak", 0, detail::largest},
    Word{"std", "standard deviation of the noise, as a fraction of the value", 0, detail::largest},
    Word{"step_factor", "factor on the height at every update", 0, 1},
    Word{"steps", "length of this piece in updates", 1, 0x1p53 - 1},
    detail::limit(Word{"t0", "updates before the averaging starts", 0, detail::largest}),
    Word{"three_phase", "come back to the start before the last way", 0, 1},
    Word{"timescale", "updates after which the decay shows", 0, detail::largest},
    Word{"trust_clip", "keep the trust ratio at 1 or below", 0, 1},
    Word{"trust_coefficient", "size of the step, as a fraction of the parameter's norm", 0,
         detail::largest},
    Word{"trust_eps", "added to the norm of the step in the trust ratio", 0, detail::largest},
    Word{"ub", "where on the tangent the piece ends", detail::smallest, detail::largest},
    Word{"uniform_correction", "nesterov corrects the mean and the gradient alike", 0, 1},
    Word{"up", "updates of the way up", 1, 0x1p53 - 1},
    detail::limit(Word{"upper", "largest value of a parameter; it is projected there",
                       detail::smallest, detail::infinity, false, true}),
    Word{"use_clipping", "clip normalized gradients", 0, 1},
    Word{"value", "the value", 0, detail::largest},
    Word{"values", "the values", 0, detail::largest},
    Word{"variance_reduction", "weight of the gradient's last change in the corrected gradient", 0,
         detail::largest},
    Word{"warmup", "updates of the way up; of a controller, metrics left out after a rise", 0,
         0x1p53 - 1},
    Word{"warmup_delay", "updates by which the step's way up comes after that of the weights", 0,
         detail::largest},
    detail::limit(Word{"warmup_rounds",
                       "gradients of the largest size during which bets are held small", 0,
                       detail::largest}),
    Word{"warmup_shape", "shape of the way up", 0, 0},
    Word{"weight_decay",
         "weight decay: coupled (added to the gradient), unless the rule says decoupled", 0,
         detail::largest},
    Word{"weight_lr_power", "power of the largest rate so far in an update's weight in the average",
         0, detail::largest},
    Word{"window", "metrics that are averaged", 1, 0x1p53 - 1},
    Word{"xi", "statistical advantage of the accelerated method", 0, detail::largest},
};

/// The members of `Options`, in their order; options.hpp refuses what is out of range. An
/// `optional` one is off at 0.
inline constexpr std::array option_words{
    Word{"clip_norm", "largest Euclidean norm of all gradients together", detail::above_zero,
         detail::largest, false, true},
    Word{"nonfinite", "what a NaN or an infinity in a gradient does", 0, 0},
    Word{"max_skips", "skipped steps in a row after which nonfinite=\"skip\" raises", 0, 0x1p63},
    Word{"zero_grads",
         "zero the gradients once they are used: those bound, else those in tensors' .grad", 0, 1},
    Word{"report", "measure grad_norm, update_norm and update_ratio at every step", 0, 1},
    Word{"accumulate", "calls of step that make one update, by the mean of their gradients", 1,
         0x1p53 - 1},
    Word{"average", "a second copy of the parameters that follows them: see `averaged`", 0, 0},
    Word{"lookahead", "every k updates the parameters go back a part of the way that they came", 0,
         0},
    Word{"mechanic",
         "a tuner that finds the rate; not with lookahead or bounds, nor with rules that set their "
         "parameters without an increment",
         0, 0},
    Word{"state_dtype",
         "how the state is kept; None for the compute dtype (float32; float64 of float64 "
         "parameters). \"q8\" and \"dynamic8\" are 8-bit codes in blocks with a float32 scale "
         "each. Slots that few bits would harm stay as they are",
         0, 0},
    Word{"state_min_size", "smaller parameters have no 8-bit state", 0, 0x1p63},
    Word{"rounding",
         "what becomes of an update too small for a 16-bit parameter: \"stochastic\" rounds it up "
         "with its probability, \"nearest\" may lose it, \"kahan\", \"master\" and \"split\" keep "
         "the rest beside the parameter (2, 4 and 2 bytes; \"split\" bfloat16 only). What the "
         "caller writes into a parameter counts exactly with \"master\"; \"kahan\" and \"split\" "
         "still add their rest, half a unit in the last place at most. 16-bit state is rounded "
         "stochastically, or to nearest with the others",
         0, 0},
    Word{"seed", "seed of stochastic rounding; the same seed gives the same bits", 0, 0x1p64},
    Word{"clip_eps", "clip_norm's factor is clip_norm / (norm + clip_eps)", 0, detail::largest,
         false, false, true},
    Word{"cautious_plus_one", "cautious as first published: size / (count + 1)", 0, 1, false, false,
         true},
    Word{"count_steps", "a rule's t counts steps without a gradient too", 0, 1, false, false, true},
};

/// The members of what options are made of, in their order.
inline constexpr std::array average_words{
    Word{"kind", "which average", 0, 0},
    Word{"decay", "share of the old average that is kept", 0, 1},
    Word{"start", "the first update, 0-based, after which the parameters count", 0, 0x1p63},
    Word{"every", "updates from one to the next", 1, 0x1p63},
};
inline constexpr std::array lookahead_words{
    Word{"k", "updates from one step of the slow copy to its next", 1, 0x1p63},
    Word{"alpha", "share of the way that the slow copy follows", detail::above_zero, 1},
    Word{"reset_state", "start the rule's state anew whenever the parameters go back", 0, 1},
};
inline constexpr std::array mechanic_words{
    Word{"s_init", "the first s that moves anything", detail::above_zero, detail::largest},
    Word{"s_decay", "strength of a decay that acts through h, the paper's λ", 0, detail::largest},
    Word{"betas", "memories of the tuners, one for each", 0, 1},
    Word{"eps", "added to the denominator for stability", detail::above_zero, detail::largest},
};

/// Words of the step's signature, which no hyper-parameter may take; nor may it take an option's
/// name.
inline constexpr std::array<std::string_view, 10> step_words{
    "params", "grads", "loss", "closure", "inputs", "grad_scale", "rule", "name", "steps", "state"};

constexpr const Word* find_word(std::string_view name) {
  for (const Word& w : vocabulary)
    if (w.name == name) return &w;
  return nullptr;
}

namespace detail {
/// What holds for a name that only a program's own rule has: it has no meaning here, and any finite
/// number will do.
inline constexpr Word own_number = limit({"", "", smallest, largest}), own_flag{"", "", 0, 1},
                      own_count{"", "", -0x1p53, 0x1p53};
}  // namespace detail

}  // namespace gradstep
