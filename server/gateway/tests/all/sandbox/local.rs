use super::house::House;

contract!(House::open);
