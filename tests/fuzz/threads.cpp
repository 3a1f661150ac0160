// header-only: it needs no more than threads.hpp.
// The texts from which the number of threads is read, which are all that the library parses in C++:
// variables of the environment, and the files of cgroups. Whatever they hold, the number is one
// that can be asked for, a number in the variable is that number, and what is no number is refused.
#include <algorithm>
#include <string>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gradstep/threads.hpp>

#include "fuzz.hpp"

namespace {

using fuzz::Input, fuzz::must;

/// Text from the input, of few characters that mean something more often than not.
std::string text(Input& in, std::size_t most) {
  constexpr std::string_view some = "0123456789,-+ x:/\ncpu.max";
  std::string out(in.below(most), ' ');
  const bool any = in.rarely(4);
  for (char& c : out) c = any ? in.read<char>() : some[in.below(some.size())];
  return out;
}

/// The number that the text is, if it is one of 1 to 1024 and nothing else.
int number_of(const std::string& text) {
  int n = 0;
  for (const char c : text) {
    if (c < '0' || c > '9' || n > gradstep::max_threads) return 0;
    n = 10 * n + (c - '0');
  }
  return n > gradstep::max_threads ? 0 : n;
}

void check_variables(Input& in) {
  std::string own = text(in, 8), openmp = text(in, 8);
  for (std::string* const one : {&own, &openmp}) one->erase(std::min(one->find('\0'), one->size()));
  setenv("GRADSTEP_NUM_THREADS", own.c_str(), 1);
  setenv("OMP_NUM_THREADS", openmp.c_str(), 1);
  gradstep::set_num_threads(0);  // looks at the environment again
  const gradstep::ThreadInfo info = gradstep::try_thread_info();
  must(info.threads >= 0 && info.threads <= gradstep::max_threads, "the number can be asked for");
  must(!info.why.empty(), "the number has a reason");
  if (!own.empty()) {
    must(info.threads == number_of(own), "the variable's number is the number of threads");
  } else {
    const int cpus = gradstep::detail::usable_cpus().threads,
              listed = number_of(openmp.substr(0, openmp.find(',')));
    must(info.threads == (listed > 0 ? std::min(listed, cpus) : cpus),
         "OpenMP's variable lowers the number of threads, or is left alone");
  }
}

#if defined(__linux__)
/// A file in memory, by a path; a line in it names groups of a folder that holds one quota.
class Files {
 public:
  Files() : self_(memfd_create("cgroup", 0)) {
    std::string folder = "/tmp/gradstep-fuzz-XXXXXX";
    must(self_ >= 0 && mkdtemp(folder.data()) != nullptr, "there is room for files");
    root = folder;
    self = "/proc/self/fd/" + std::to_string(self_);
    mkdir((root + "/cpu").c_str(), 0700);
  }
  ~Files() {
    for (const char* const name : names) unlink((root + name).c_str());
    rmdir((root + "/cpu").c_str());
    rmdir(root.c_str());
    close(self_);
  }
  void write_self(const std::string& text) const {
    must(ftruncate(self_, 0) == 0 &&
             pwrite(self_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()),
         "the file is written");
  }
  void write(const char* name, const std::string& text) const {
    std::FILE* const stream = std::fopen((root + name).c_str(), "w");
    must(stream != nullptr && std::fwrite(text.data(), 1, text.size(), stream) == text.size() &&
             std::fclose(stream) == 0,
         "the file is written");
  }
  static constexpr const char* names[]{"/cpu.max", "/cpu/cpu.cfs_quota_us",
                                       "/cpu/cpu.cfs_period_us"};
  std::string self, root;

 private:
  int self_;
};

void check_quota(Input& in) {
  static const Files files;
  for (const char* const name : Files::names)
    if (in.flag()) files.write(name, text(in, 24));
  std::string lines;
  for (std::size_t k = in.below(4); k > 0; --k)
    lines += std::string(in.flag() ? "0::/" : "4:cpu,cpuacct:/") +
             text(in, in.rarely(32) ? 9000 : 20) + '\n';
  files.write_self(in.rarely(4) ? text(in, 60) : lines);
  const double quota = gradstep::detail::cgroup_quota(files.self.c_str(), files.root.c_str());
  must(quota > 0, "a quota grants something");
}
#endif

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input in(data, size);
#if defined(__linux__)
  if (in.flag()) {
    check_quota(in);
    return 0;
  }
#endif
  check_variables(in);
  return 0;
}
