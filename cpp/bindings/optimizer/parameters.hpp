// The numpy arrays that an engine steps.
#pragma once
#include <gradstep/gradstep.hpp>

#include <string>
#include <vector>

#include "../array.hpp"

namespace gradstep::python {

/// They have the order of engine.params(). All parts of an optimizer are handed this.
class Parameters {
 public:
  explicit Parameters(Engine& engine) : engine_(engine) {}

  void add(const std::string& path, const py::object& object, std::size_t group);
  /// Drops all but the first `params` and the first `groups`.
  void truncate(std::size_t params, std::size_t groups);
  /// Takes other arrays of the same shapes, dtypes and memory orders. If one of them is different,
  /// it throws and changes nothing.
  void rebind(const std::vector<py::array>& arrays);

  Engine& engine() const { return engine_; }
  std::size_t size() const { return arrays_.size(); }
  /// The elements of all arrays together.
  std::size_t elements() const { return elements_; }
  /// The array as it was bound.
  const py::array& array(std::size_t i) const { return arrays_[i].array(); }
  /// Throws if one of them is no longer what was bound, and so may not be touched.
  void check() const {
    for (std::size_t i = 0; i < arrays_.size(); ++i)
      if (!arrays_[i].unchanged()) refuse_changed(i);
  }
  /// The same, where it is enough that their bytes are still there.
  void check_bytes() const {
    for (std::size_t i = 0; i < arrays_.size(); ++i)
      if (!arrays_[i].same_bytes()) refuse_changed(i);
  }
  const std::string& path(std::size_t i) const { return engine_.params()[i].path; }
  /// The reals per element.
  std::size_t parts(std::size_t i) const { return parts_[i]; }
  /// The compute dtype.
  py::dtype computed(std::size_t i) const;

 private:
  void refuse_changed(std::size_t i) const;

  Engine& engine_;
  std::vector<BoundArray> arrays_;
  std::vector<std::size_t> parts_;
  std::size_t elements_ = 0;
};

}  // namespace gradstep::python
