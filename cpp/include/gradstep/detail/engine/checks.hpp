// What is wrong with values: of options, of hyper-parameters one by one, and of what does not go
// together.
#pragma once
#include <cstdint>
#include <string_view>

#include "bound.hpp"

namespace gradstep::detail {

/// Throws what is wrong with the options of an optimizer.
[[gnu::cold]] void check_options(const Options& options);

/// An error about a hyper-parameter at step n; n < 0: at no step.
[[gnu::cold]] error refusal(Reason reason, const std::string& message, const ParamGroup& group,
                            std::string_view name, std::int64_t n = -1);

/// Refuses a value that the f-th field may not have, or not as a number of the group's compute
/// dtype.
Refusal check(const ParamGroup& group, std::size_t f, double value, std::int64_t n);
/// Refuses what is set for that field if it is of a kind that the field does not take.
[[gnu::cold]] Refusal check_kind(const ParamGroup& group, std::size_t f, const Hyper& value);
[[gnu::cold]] Refusal check_combination(const ParamGroup& group, const Options& options,
                                        const double* values, std::int64_t n);
/// Refuses bounds of the group's between which no number lies that its parameters can be.
Refusal check_bounds(const ParamGroup& group, double lower, double upper, std::int64_t n);
/// Refuses groups that differ where their rule decides for all of them together, and so needs one
/// value.
Refusal check_alike(const ParamGroup& a, const ParamGroup& b);
/// Refuses a group whose rule does not go with the options of the optimizer.
[[gnu::cold]] Refusal check_rule(const ParamGroup& group, const Options& options);

}  // namespace gradstep::detail
