// The step of the engine, which is all or nothing: the definitions. engine.hpp includes this file.
// This file has a guard, since #pragma once does not hold for a file that an editor opens, and
// these files include each other.
#ifndef GRADSTEP_ENGINE_STEP_IMPL_HPP
#define GRADSTEP_ENGINE_STEP_IMPL_HPP
#include <algorithm>
#include <utility>

#include "../../engine.hpp"

#include "../exact_begin.hpp"

namespace gradstep {

GRADSTEP_INLINE StepReport Engine::step(std::span<const void* const> grads,
                                        std::span<void* const> zero, const StepOptions& o) {
  StepReport report;
  detail::raise_if(try_step(grads, zero, o, report));
  return report;
}

GRADSTEP_INLINE Refusal Engine::try_step(std::span<const void* const> grads,
                                         std::span<void* const> zero, const StepOptions& o,
                                         StepReport& report) {
  if (busy_.test_and_set(std::memory_order_acquire))
    return error(Reason::busy,
                 "this optimizer is already stepping: in another thread, or in what the step "
                 "itself called");
  struct Release {
    std::atomic_flag& flag;
    ~Release() { flag.clear(std::memory_order_release); }
  } release{busy_};

  if (Refusal no = check(grads.size(), o)) return no;
  if (plan_.stale()) prepare(), plan_.make(bound_);
  if (Refusal no = plan_.muster()) return no;
  report.n = steps_;
  const double weight = averages_.weight(options_.average, steps_);
  if (Refusal no = hypers_.evaluate(bound_, options_, o, steps_, weight, report.values)) return no;
  const detail::Demands demands(bound_.groups);
  if (Refusal no = gradients_.take(bound_, grads, zero, o, demands.inputs)) return no;
  return options_.accumulate > 1 ? accumulate(o, demands, weight, report)
                                 : apply(o, demands, weight, report);
}

// The update, once it is known what it is made with.
GRADSTEP_INLINE Refusal Engine::apply(const StepOptions& o, const detail::Demands& demands,
                                      double weight, StepReport& report) {
  if (Refusal no = look(o, demands, report))
    return no->reason == Reason::nonfinite ? skip(*no, report) : std::move(no);

  // Nothing was written so far; nothing can fail from here on.
  update(demands, weight, options_.report || o.report, report);
  for (detail::Shared& s : bound_.shared)
    if (s.group) ++s.t;
  for (detail::Param& p : bound_.params) {
    if (p.grad) p.fresh = false;
    if (p.grad || options_.count_steps) ++p.t;
  }
  if (options_.mechanic) tuners_.note(bound_);
  ++steps_;
  if (const auto& slow = options_.lookahead)
    if (slow->reset_state && steps_ % slow->k == 0) detail::Memory::restart(bound_);
  skips_ = 0;
  report.applied = true;
  plan_.dismiss();
  return {};
}

// One of the calls that make an update together: the last of them makes it.
GRADSTEP_INLINE Refusal Engine::accumulate(const StepOptions& o, const detail::Demands& demands,
                                           double weight, StepReport& report) {
  const bool adding = accumulation_.adds(options_);
  const StepOptions joined = accumulation_.join(bound_, options_, o);
  if (!adding) {
    Refusal no = apply(joined, demands, weight, report);
    if (report.applied) accumulation_.clear(bound_);
    return no;
  }
  if (Refusal no = look_at_sums(o, demands, report))
    return no->reason == Reason::nonfinite ? skip(*no, report) : std::move(no);
  accumulation_.add(bound_, plan_, o);
  if (gradients_.zeroing()) gradients_.zero_rest(bound_, false);
  skips_ = 0;
  report.added = true;
  report.reason = "accumulated";
  plan_.dismiss();
  return {};
}

// What look() is for an update: whether this call can be added, and the update can use it.
GRADSTEP_INLINE Refusal Engine::look_at_sums(const StepOptions& o, const detail::Demands& demands,
                                             StepReport& report) {
  report.loss = o.loss;
  if (std::any_of(o.inputs.begin(), o.inputs.end(), [](const void* x) { return x != nullptr; })) {
    error e(Reason::gradient,
            detail::message("inputs belong to the call that makes the update; this is call {} of "
                            "{} (accumulate): leave them out",
                            {accumulation_.window().calls + 1, options_.accumulate}));
    e.name = "inputs";
    return e;
  }
  if (o.loss || demands.loss)
    if (Refusal no = inspection_.check_loss(bound_, options_, o)) return no;
  if (options_.nonfinite == Nonfinite::propagate) return {};
  return inspection_.read_sums(bound_, plan_, options_);
}

// Whether there can be a step at all.
GRADSTEP_INLINE Refusal Engine::check(std::size_t grads, const StepOptions& o) const {
  if (averages_.swapped())
    return error(Reason::busy,
                 "the parameters hold their averages now; leave opt.averaged() before stepping");
  if (grads != bound_.params.size())
    return error(Reason::gradient, detail::message("step got {} gradients for {} parameters",
                                                   {grads, bound_.params.size()}));
  const bool grads_fine = o.grad_scale > 0 && o.grad_scale <= detail::largest,
             rates_fine = o.lr_scale >= 0 && o.lr_scale <= detail::largest;
  if (grads_fine && rates_fine) return {};
  const char* const name = grads_fine ? "lr_scale" : "grad_scale";
  error e(Reason::hyper, detail::message("{} must be a positive finite number, not {}",
                                         {name, grads_fine ? o.lr_scale : o.grad_scale}));
  e.name = name;
  return e;
}

// Does all that only reads: finds whether the step can be made, and what stages and rules must know
// before it is.
GRADSTEP_INLINE Refusal Engine::look(const StepOptions& o, const detail::Demands& demands,
                                     StepReport& report) {
  const bool refusing = options_.nonfinite != Nonfinite::propagate,
             norm = options_.clip_norm > 0 || options_.report || o.report || demands.clip_each;
  report.loss = o.loss;
  if (o.loss || demands.loss)
    if (Refusal no = inspection_.check_loss(bound_, options_, o)) return no;
  if (norm || refusing)
    if (Refusal no = inspection_.read(bound_, plan_, options_, o, norm, report)) return no;
  if (refusing && !o.inputs.empty())
    if (Refusal no = inspection_.check_inputs(bound_)) return no;
  if (Refusal no = array_stages_.measure(bound_, plan_, options_, inspection_.squares(),
                                         demands.clip_each, demands.rows))
    return no;
  if (options_.mechanic)
    if (Refusal no = tuners_.measure(bound_, plan_, options_)) return no;
  if (demands.decides)
    if (Refusal no = decisions_.decide(bound_, plan_, options_, o, demands.sums)) return no;
  return {};
}

// Does all that writes.
GRADSTEP_INLINE void Engine::update(const detail::Demands& demands, double weight, bool measured,
                                    StepReport& report) {
  if (options_.mechanic) tuners_.tune(bound_, *options_.mechanic);
  if (options_.lookahead || options_.mechanic) update_.note_start(bound_, options_);
  if (demands.cautious) update_.count_cautious(bound_, plan_, options_);
  if (measured)
    update_.run_measured(bound_, plan_, report);
  else
    update_.run(bound_, plan_);
  if (weight != 0 || demands.copied) averages_.follow_untouched(bound_, plan_, weight);
  if (weight != 0) averages_.count();
  if (gradients_.zeroing()) gradients_.zero_rest(bound_, false);
}

// Refuses a step whose gradients cannot be used, or skips and counts it.
GRADSTEP_INLINE Refusal Engine::skip(const error& why, StepReport& report) {
  report.code = Reason::nonfinite;
  report.reason = why.what(), report.path = why.path, report.index = why.index;
  const bool raise = options_.nonfinite == Nonfinite::raise;
  if (raise || skips_ == options_.max_skips) {
    error e(Reason::nonfinite,
            raise ? report.reason
                  : detail::message("{} ({} steps in a row were skipped: max_skips)",
                                    {report.reason, skips_}),
            report.path, report.index);
    e.n = steps_, e.name = why.name;
    return e;
  }
  ++skipped_, ++skips_;
  gradients_.zero_rest(bound_, true);
  return {};
}

}  // namespace gradstep

#include "../exact_end.hpp"
#endif
