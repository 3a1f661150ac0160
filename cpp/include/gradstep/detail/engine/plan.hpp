// What a step walks: the arrays cut into pieces, the pieces dealt into units, and where sums over
// blocks and rows stand.
#pragma once
#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "bound.hpp"
#include "crew.hpp"

namespace gradstep::detail {

class Plan {
 public:
  /// A part of one parameter: whole blocks of sum_block elements, except for the last one.
  struct Piece {
    std::size_t param, first_block, begin, size;
  };

  /// Notes that the plan has to be made anew: something was bound or forgotten.
  void outdate() { stale_ = true; }
  bool stale() const { return stale_; }
  void make(const Bound& bound);

  std::span<const Piece> pieces() const { return pieces_; }
  /// Where the sums over a parameter's blocks begin among those of all; or over its rows.
  std::size_t block_begin(std::size_t param) const { return block_begin_[param]; }
  std::size_t row_begin(std::size_t param) const { return row_begin_[param]; }
  std::size_t blocks() const { return block_begin_.back(); }
  std::size_t rows() const { return row_begin_.back(); }
  /// The sums of one parameter, among those over the blocks of all.
  std::span<double> blocks_of(std::size_t param, std::span<double> all) const {
    return all.subspan(block_begin_[param], block_begin_[param + 1] - block_begin_[param]);
  }

  Crew& crew() { return crew_; }
  Refusal muster() { return crew_.muster(bytes_); }
  void dismiss() { crew_.dismiss(bytes_); }

  /// Calls work(pieces, first), for neighbouring pieces, the first of which is the first-th of all.
  template <class F>
  void for_each_unit(F&& work) const {
    crew_.share(units_.size(), [&](std::size_t u) noexcept {
      const Unit& unit = units_[u];
      work(pieces().subspan(unit.first, unit.last - unit.first), unit.first);
    });
  }
  /// Calls work(piece, i) for the i-th piece of parameters with a gradient, for all i.
  template <class F>
  void for_each_piece(const Bound& bound, F&& work) const {
    for_each_unit([&](std::span<const Piece> pieces, std::size_t i) {
      for (const Piece& piece : pieces) {
        if (bound.params[piece.param].grad) work(piece, i);
        ++i;
      }
    });
  }
  /// Calls work(i, row) for every row of the parameters i that are wanted(param).
  template <class Wanted, class F>
  void for_each_row(const Bound& bound, Wanted&& wanted, F&& work) const {
    crew_.share(row_units_.size(), [&](std::size_t u) noexcept {
      const RowUnit& rows = row_units_[u];
      if (!wanted(bound.params[rows.param])) return;
      for (std::size_t row = rows.first; row < rows.last; ++row) work(rows.param, row);
    });
  }

 private:
  struct Unit {  // the pieces [first, last) that one thread takes at a time
    std::size_t first, last;
  };
  struct RowUnit {
    std::size_t param, first, last;
  };
  // By bytes that an update moves.
  static constexpr std::size_t least_unit = std::size_t{256} << 10,
                               most_unit = std::size_t{1} << 20;

  void cut(const Bound& bound, std::size_t most);
  void cut_rows(const Bound& bound, std::size_t most);

  std::vector<Piece> pieces_;
  std::vector<Unit> units_;
  std::vector<RowUnit> row_units_;
  std::vector<std::size_t> block_begin_, row_begin_;  // of each parameter, and where the last ends
  std::size_t bytes_ = 0;                             // that an update moves
  bool stale_ = true;
  Crew crew_;
};

/// Calls work(begin, n) for each stretch of one row of a parameter that lies together.
template <class F>
void for_each_stretch(const Param& p, std::size_t row, F&& work) {
  for (std::size_t at = row * p.own.inner; at < p.size; at += p.own.rows * p.own.inner)
    work(at, p.own.inner);
}

}  // namespace gradstep::detail
