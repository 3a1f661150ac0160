// What the caller gives for a step: gradients, and further inputs of the rules.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "parameters.hpp"

namespace gradstep::python {

class Gradients {
 public:
  explicit Gradients(const Parameters& params) : params_(params) {}

  /// Takes one gradient or None per parameter for all steps to come; `grads` is None for none.
  void bind(const py::object& grads);
  const std::vector<py::object>& bound() const { return bound_; }

  /// Takes one gradient or None per parameter for one step; `grads` is None for those that are
  /// bound. From now on pointers(), types() and zeros() are theirs.
  void take(const py::object& grads);
  /// Takes, for each parameter, the arrays of its rule's inputs in order, or None.
  void take_inputs(const py::object& inputs);
  /// After the step: zeroes those gradients that the engine could not zero, and drops the copies.
  void finish();
  /// To be called when other arrays have become parameters.
  void forget() { apart_.clear(); }

  /// The engine's message with its index in memory order replaced by the one in the caller's array.
  std::string located(const std::string& engines, const std::string& path,
                      std::int64_t index) const;
  /// Raises for a bad gradient; `index` is a tuple with which the caller's array can be indexed.
  [[noreturn]] void raise(const error& e) const;

  const std::vector<const void*>& pointers() const { return pointers_; }
  const std::vector<Storage>& types() const { return types_; }
  const std::vector<void*>& zeros() const { return zeros_; }
  const std::vector<const void*>& inputs() const { return inputs_; }

 private:
  /// Where a gradient is read, and how it is kept there.
  struct Source {
    const void* data;
    Storage type;
  };
  Source read(std::size_t param, PyObject* object);
  const void* read_input(std::size_t param, PyObject* object, const std::string& name);
  py::array checked(std::size_t param, PyObject* object, const std::string& what) const;
  Source convert(std::size_t param, const py::array& g, const std::string& what, bool native);
  void refuse_overlap(std::size_t param, const py::array& g, const std::string& what) const;
  void keep_apart(const std::vector<py::object>& grads) const;
  bool zeroing() const { return params_.engine().options().zero_grads; }

  const Parameters& params_;
  std::vector<py::object> bound_;
  std::vector<PyObject*> given_;       // of this step, null for None
  std::vector<py::object> converted_;  // of this step: copies that lie as the parameters do
  std::vector<const void*> pointers_;
  std::vector<Storage> types_;  // of the gradients that pointers_ are to
  std::vector<void*> zeros_;    // those that the engine is to zero
  std::vector<const void*> inputs_;
  // The last gradient of each parameter, which shares memory with no parameter: to look that up
  // takes 100 ns, and so does finding the type of a dtype.
  struct Apart {
    const void* data = nullptr;
    py::object dtype;
    Storage type{};
  };
  std::vector<Apart> apart_;
};

}  // namespace gradstep::python
