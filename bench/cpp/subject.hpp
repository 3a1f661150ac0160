// One rule with some of its switched slots: what a row of a table is about.
#pragma once
#include <gradstep/gradstep.hpp>
#include <string>
#include <vector>

struct Subject {
  const gradstep::RuleType* rule;
  unsigned variant;
  std::string name;
  std::vector<double> hyper, numbers;
  std::vector<std::size_t> slots;

  Subject(const gradstep::RuleType& type, unsigned v) : rule(&type), variant(v), name(type.name) {
    for (const gradstep::Field& field : type.fields) hyper.push_back(field.initial);
    for (const gradstep::Field& number : type.numbers) numbers.push_back(number.initial);
    unsigned bit = 0;
    for (std::size_t k = 0; k < type.slots.size(); ++k) {
      const int field = type.slots[k].field;
      if (field >= 0) {
        if (!(v >> bit++ & 1)) continue;
        const gradstep::Field& on = type.fields[static_cast<std::size_t>(field)];
        name += "+" + std::string(on.name);
        hyper[static_cast<std::size_t>(field)] = on.kind == gradstep::Kind::flag ? 1 : 0.9;
      }
      slots.push_back(k);
    }
  }

  gradstep::StepContext context() const {
    return {hyper.data(), numbers.data(), 100, 0, kernels(gradstep::compiled_isas.front())->live,
            true};
  }

  const gradstep::KernelSet* kernels(gradstep::Isa isa,
                                     gradstep::Dtype dtype = gradstep::Dtype::f32) const {
    const auto& all = rule->kernels[static_cast<std::size_t>(isa)];
    return &all[static_cast<std::size_t>(dtype)][variant];
  }
  gradstep::kernel_fn kernel(gradstep::Isa isa, gradstep::Dtype dtype) const {
    return kernels(isa, dtype)->usual;
  }

  /// A segment with its state arrays packed at the front, with each in the slot where the kernel
  /// takes it.
  gradstep::Segment spread(const gradstep::Segment& packed) const {
    gradstep::Segment s = packed;
    for (void*& state : s.state) state = nullptr;
    for (std::size_t i = 0; i < slots.size(); ++i) s.state[slots[i]] = packed.state[i];
    return s;
  }

  /// Bytes that a step must move for each element: p and the state read and written, g read.
  double traffic(gradstep::Dtype dtype) const {
    return static_cast<double>((3 + 2 * slots.size()) * gradstep::size_of(dtype));
  }
};
