#include "watch.hpp"

#include <pybind11/stl.h>

#include <tuple>

namespace gradstep::python {

void Watch::set(const py::list& edges, const py::list& sizes) {
  edges_.clear(), sizes_.clear();
  for (py::handle item : edges) {
    const auto [parent, kind, key, child] =
        item.cast<std::tuple<py::object, int, py::object, py::object>>();
    Edge edge{static_cast<Edge::Kind>(kind), parent, key, child};
    if (edge.kind == Edge::Kind::list || edge.kind == Edge::Kind::tuple)
      edge.index = key.cast<py::ssize_t>();
    if (edge.kind != Edge::Kind::tuple) edges_.push_back(std::move(edge));  // tuples cannot change
  }
  for (py::handle item : sizes) {
    const auto [container, size] = item.cast<std::pair<py::object, py::ssize_t>>();
    sizes_.emplace_back(container, size);
  }
}

bool Watch::fresh() const {
  for (const auto& [container, size] : sizes_) {
    if (PyList_Check(container.ptr())   ? PyList_GET_SIZE(container.ptr()) != size
        : PyDict_Check(container.ptr()) ? PyDict_Size(container.ptr()) != size
                                        : false)
      return false;
  }
  for (const Edge& e : edges_) {
    switch (e.kind) {
      case Edge::Kind::list:
        if (e.index >= PyList_GET_SIZE(e.parent.ptr()) ||
            PyList_GET_ITEM(e.parent.ptr(), e.index) != e.child.ptr())
          return false;
        break;
      case Edge::Kind::dict: {
        PyObject* now = PyDict_GetItemWithError(e.parent.ptr(), e.key.ptr());
        if (now == nullptr && PyErr_Occurred()) throw py::error_already_set();
        if (now != e.child.ptr()) return false;
        break;
      }
      case Edge::Kind::attribute: {
        PyObject* now = PyObject_GetAttr(e.parent.ptr(), e.key.ptr());
        if (now == nullptr) PyErr_Clear();
        Py_XDECREF(now);
        if (now != e.child.ptr()) return false;
        break;
      }
      case Edge::Kind::tuple: break;
    }
  }
  return true;
}

}  // namespace gradstep::python
