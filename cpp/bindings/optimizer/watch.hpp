// The caller's containers. Each step looks whether they still hold the arrays that were bound.
#pragma once
#include <pybind11/pybind11.h>

#include <utility>
#include <vector>

namespace gradstep::python {
namespace py = pybind11;

class Watch {
 public:
  /// `edges` are (parent, kind, key, child) for each `parent[key] is child`, `sizes` are
  /// (container, length).
  void set(const py::list& edges, const py::list& sizes);
  /// Whether all of that is still so.
  bool fresh() const;

 private:
  struct Edge {
    enum class Kind { list, tuple, dict, attribute } kind;
    py::object parent, key, child;
    py::ssize_t index = -1;  // of lists
  };

  std::vector<Edge> edges_;
  std::vector<std::pair<py::object, py::ssize_t>> sizes_;
};

}  // namespace gradstep::python
