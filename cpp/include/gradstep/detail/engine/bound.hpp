// What is bound: the nouns of the engine. Its parts are handed these, and each keeps only what is
// its own.
#pragma once
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "../../isa.hpp"
#include "../../options.hpp"
#include "../rule_type.hpp"
#include "../tools.hpp"

namespace gradstep::detail {

/// Parameters that share a rule and its values.
struct ParamGroup {
  std::string name;
  const RuleType* rule;
  std::vector<Field> fields;  // the rule's, then the extras that the rule has not itself
  std::vector<Hyper> set;
  std::vector<const Word*> words{};  // of the fields: looking them up takes longer than a schedule
  std::vector<double> used{};        // of the step under way; `lr` with its scales
  unsigned variant = 0;              // which switched slots are there
  Stages stages{};
  Extras extras{};  // of the step under way
  // `settled`: what is `used` stays as it is from step to step, while nothing is scheduled or
  // replaced for a step. `filled`: what is not scheduled stays, but for lr, which is scaled.
  bool settled = false, filled = false;
  bool moving_extras = false;  // one of the stages' values is scheduled
  std::vector<std::size_t> scheduled{};
  double scale = 1;     // the step's on lr, with which `used` was settled
  bool usual = false;   // the rule's options without a slot are at their defaults
  bool around = false;  // there is work around the rule
  bool copied = false;  // some of its parameters have, or had, a copy that follows them
  // The largest numbers that its parameters are computed in, and that they can be.
  double largest = detail::largest, largest_kept = detail::largest;
  int lr = -1;                                   // where it stands in `fields`
  int shared = -1;                               // which of the Shared its rule decides by
  std::array<int, field_count<Extras>> extra{};  // where these stand; -1 if the rule has its own
};

/// One array of the caller's, and all that belongs to it.
// What every step touches is in the first cache line: with thousands of arrays, that line is what a
// step reads.
struct alignas(line) Param {
  const void* grad = nullptr;  // of the step under way; null: untouched
  std::int64_t t = 0;          // updates of this parameter; or steps, with Options::count_steps
  void* data = nullptr;
  std::size_t size = 0;
  std::size_t group = 0;
  Dtype dtype{};                // the compute dtype
  Storage grad_type{};          // of the step under way
  bool kept_otherwise = false;  // parameter or state is kept in another type than that one
  bool packed = false;          // or the gradient of the step under way is
  bool has_state = false, frozen = false;
  bool fresh = true;    // has had no update
  bool summed = false;  // the gradient of the step under way is one of several calls
  bool matrix = false;  // has rows at all: more than one axis
  void* state[max_slots] = {};
  Packing packing{};
  double largest_state = 0;  // number that every slot can hold
  Around own{};
  void* sum = nullptr;            // of gradients, in the compute dtype; null without accumulate
  bool added = false;             // it has those of calls since the last update
  std::vector<double> numbers{};  // the rule's, one set, or one per row
  std::vector<double> row_clip{}, row_mean{};
  std::string path{};
};

/// What a rule decides for all its arrays together, in whatever groups they are.
struct Shared {
  const RuleType* rule;
  std::vector<double> numbers{};
  std::int64_t t = 0;  // decisions
  // of the step under way
  double sums[max_sums] = {}, size = 0, lr = 0;
  const ParamGroup* group = nullptr;  // the first that takes part
  std::vector<double> hyper{};        // its values, with that lr
};

struct Bound {
  std::vector<ParamGroup> groups;
  std::vector<Param> params;
  std::vector<Shared> shared;
  Isa isa = current_isa().isa;
  bool count_steps = false;  // the option

  const ParamGroup& group_of(const Param& p) const { return groups[p.group]; }
  const RuleType& rule_of(const Param& p) const { return *groups[p.group].rule; }
  const Tools& tools(Dtype dtype) const { return tools_of(isa, dtype); }
  const Conversions& conversions(Dtype dtype) const { return conversions_of(isa, dtype); }
};

inline constexpr double largest_of(Dtype dtype) {
  return dtype == Dtype::f32 ? std::numeric_limits<float>::max() : largest;
}
inline constexpr double largest_of(Storage type) {
  return type == Storage::f64    ? largest
         : type == Storage::f16  ? 65504
         : type == Storage::bf16 ? 0x1.fep127
         : size_of(type) == 2    ? 0x1.ffcp127  // a scaled float16
                                 : std::numeric_limits<float>::max();
}

}  // namespace gradstep::detail
