// What is used, and why.
#include <pybind11/pybind11.h>
#include <gradstep/gradstep.hpp>

#include <string>

#include "module.hpp"

namespace gradstep::python {
namespace py = pybind11;
namespace {

py::dict info() {
  py::dict d;
  d["version"] = GRADSTEP_VERSION;
  d["isa"] = std::string(name(current_isa().isa));
  d["isa_why"] = current_isa().why;
  py::list isas;
  for (Isa isa : compiled_isas)
    if (runs(isa)) isas.append(std::string(name(isa)));
  d["isas"] = isas;
  const ThreadInfo threads = thread_info();
  d["threads"] = threads.threads;
  d["threads_why"] = threads.why;
#if defined(__clang__)
  d["compiler"] = "clang " __clang_version__;
#else
  d["compiler"] = "gcc " __VERSION__;
#endif
  return d;
}

}  // namespace

void bind_info(py::module_& m) {
  m.attr("__version__") = GRADSTEP_VERSION;
  m.def("info", info, "Version, ISA and why, threads and why, compiler.");
  m.def("set_num_threads", set_num_threads, py::arg("n"));
  m.def("thread_override", thread_override, py::arg("n"));
}

}  // namespace gradstep::python
