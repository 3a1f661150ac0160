// What is wrong with values: of options, of hyper-parameters one by one, and of what does not go together.
#pragma once
#include <cstdint>
#include <string_view>

#include "bound.hpp"

namespace gradstep::detail {

/// Throws what is wrong with the options of an optimizer.
[[gnu::cold]] void check_options(const Options& options);

/// An error of a hyper-parameter; n < 0: of no step.
[[gnu::cold]] error refusal(Reason reason, const std::string& message, const ParamGroup& group,
                            std::string_view name, std::int64_t n = -1);

/// A value of the f-th field.
Refusal check(const ParamGroup& group, std::size_t f, double value, std::int64_t n);
/// Whether that field takes what is set for it at all.
[[gnu::cold]] Refusal check_kind(const ParamGroup& group, std::size_t f, const Hyper& value);
[[gnu::cold]] Refusal check_combination(const ParamGroup& group, const Options& options,
                                        const double* values, std::int64_t n);
/// What is decided for all groups of a rule together can go by one value only.
Refusal check_alike(const ParamGroup& a, const ParamGroup& b);
/// Whether a group's rule goes with the options of the optimizer.
[[gnu::cold]] Refusal check_rule(const ParamGroup& group, const Options& options);

}  // namespace gradstep::detail
