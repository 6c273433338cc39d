//! Numbers that look random and are said by a seed alone: SplitMix64, which needs no library and
//! will be the same in years.

/// A source of numbers.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// The source of a seed, one of several.
    pub const fn of(seed: u64, stream: u64) -> Self {
        // What one number leads to is no number that another leads to soon.
        let mut apart = Self(seed);
        Self(apart.next() ^ stream.wrapping_mul(0xd1b5_4a32_d192_ed03))
    }

    /// The next number.
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`, which is above zero.
    pub const fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// Once in so many times.
    pub const fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// An amount from `low` to `high`, in minor units.
    pub fn amount(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high - low + 1).expect("high is not below low");
        low + i64::try_from(self.below(span)).expect("fits")
    }

    /// One of several; none of none.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let count = u64::try_from(of.len()).expect("fits");
        if count == 0 {
            return None;
        }
        of.get(usize::try_from(self.below(count)).expect("fits"))
    }

    /// One of several, each as often as its weight says.
    pub fn weighted<T: Copy>(&mut self, of: &[(u64, T)]) -> T {
        let mut left = self.below(of.iter().map(|(weight, _)| weight).sum());
        for (weight, it) in of {
            match left.checked_sub(*weight) {
                None => return *it,
                Some(rest) => left = rest,
            }
        }
        unreachable!("the weights add up to more")
    }
}
