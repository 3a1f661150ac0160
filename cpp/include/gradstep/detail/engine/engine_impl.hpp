// The engine without its step: the definitions. engine.hpp includes this file.
// This file has a guard, since #pragma once does not hold for a file that an editor opens, and
// these files include each other.
#ifndef GRADSTEP_ENGINE_IMPL_HPP
#define GRADSTEP_ENGINE_IMPL_HPP
#include <algorithm>

#include "../../engine.hpp"

#include "../exact_begin.hpp"

namespace gradstep {

GRADSTEP_INLINE Engine::Engine(const Options& options) { this->options(options); }
GRADSTEP_INLINE Engine::~Engine() = default;

GRADSTEP_INLINE std::size_t Engine::add_group(std::string name, const RuleType& rule,
                                              std::vector<Hyper> set) {
  const std::size_t index =
      hypers_.add_group(bound_, options_, steps_, std::move(name), rule, std::move(set));
  plan_.outdate();
  return index;
}

GRADSTEP_INLINE std::size_t Engine::add(std::string path, Storage type, void* data,
                                        std::size_t size, std::size_t group, Rows rows) {
  const std::size_t index =
      binding_.add(bound_, options_, std::move(path), type, data, size, group, rows);
  plan_.outdate();
  return index;
}

GRADSTEP_INLINE void Engine::truncate(std::size_t params, std::size_t groups) {
  binding_.truncate(bound_, params);
  hypers_.truncate(bound_, groups);
  plan_.outdate();
}

GRADSTEP_INLINE void Engine::copy_to(std::size_t param, Stored copy) {
  averages_.copy_to(bound_, param, copy);
}

GRADSTEP_INLINE void Engine::rebind(std::span<void* const> data) { binding_.rebind(bound_, data); }

GRADSTEP_INLINE void Engine::set(std::size_t group, std::size_t field, Hyper value) {
  const std::pair one(field, std::move(value));
  set(group, {&one, 1});
}

GRADSTEP_INLINE void Engine::set(std::size_t group,
                                 std::span<const std::pair<std::size_t, Hyper>> fields) {
  hypers_.set(bound_, options_, steps_, group, fields);
}

GRADSTEP_INLINE void Engine::observe(double metric) {
  hypers_.observe(bound_, steps_ > 0 ? steps_ - 1 : 0, metric);
}

GRADSTEP_INLINE void Engine::restore_counters(std::size_t group, std::size_t field,
                                              std::span<const std::vector<double>> counters) {
  Schedule& s = bound_.groups[group].set[field].schedule;
  s = s.with_counters(counters);
}

GRADSTEP_INLINE void Engine::options(const Options& options) {
  detail::check_options(options);
  options_ = options;
  bound_.count_steps = options.count_steps;
  tuners_.resize(options.mechanic ? options.mechanic->betas.size() : 0);
}

GRADSTEP_INLINE void Engine::isa(Isa isa) {
  if (std::find(compiled_isas.begin(), compiled_isas.end(), isa) == compiled_isas.end() ||
      !runs(isa))
    detail::raise(error(Reason::environment,
                        detail::message("this CPU does not run the kernels of {}; it has {}",
                                        {name(isa), detail::available_isas()})));
  bound_.isa = isa;
}

GRADSTEP_INLINE void Engine::prepare() { memory_.prepare(bound_, options_, steps_); }

GRADSTEP_INLINE std::size_t Engine::storage_bytes() const {
  return detail::Memory::bytes(bound_, options_);
}

GRADSTEP_INLINE void Engine::storage(std::span<std::byte> memory) {
  if (const std::size_t needed = storage_bytes(); memory.size() < needed)
    detail::raise(
        error(Reason::bind,
              detail::message("the state memory has {} bytes; {} are needed (storage_bytes())",
                              {memory.size(), needed})));
  memory_.prepare_in(memory, bound_, options_, steps_);
}

GRADSTEP_INLINE int Engine::field_index(std::size_t group, std::string_view name) const {
  const auto& fields = bound_.groups[group].fields;
  for (std::size_t f = 0; f < fields.size(); ++f)
    if (fields[f].name == name) return static_cast<int>(f);
  return -1;
}

}  // namespace gradstep

#include "../exact_end.hpp"
#endif
