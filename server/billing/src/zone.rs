//! Which tax a line bears: zones, exemption, reverse charge (*Tax* in the specification of money).

use model::time::Date;
use rust_decimal::Decimal;

use crate::tax::Category;

/// The member states of the European Union (ISO 3166-1; Council Directive 2006/112/EC, article 5),
/// with Northern Ireland's `XI` for goods left out: what is sold here are services.
const UNION: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// Whether a country (ISO 3166-1) is a member state of the European Union.
pub(crate) fn in_union(country: &str) -> bool {
    UNION.contains(&country)
}

/// A zone with one rate for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// Its id.
    pub id: String,
    /// The only seller that charges it.
    pub seller: Option<String>,
    /// The country (ISO 3166-1), `*` for any other.
    pub country: String,
    /// The only region.
    pub region: Option<String>,
    /// Percent.
    pub rate: Decimal,
    /// The category.
    pub category: Category,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Option<Date>,
    /// Whether catalogue prices contain the tax.
    pub inclusive: bool,
}

/// Who sells to whom, as far as it decides the tax.
#[derive(Clone, Copy, Debug)]
pub struct Parties<'a> {
    /// The seller.
    pub seller: &'a str,
    /// Its country.
    pub seller_country: &'a str,
    /// The buyer's country.
    pub country: &'a str,
    /// The buyer's region.
    pub region: Option<&'a str>,
    /// The zone that the provider has assigned.
    pub assigned: Option<&'a str>,
    /// Whether the buyer is exempt.
    pub exempt: bool,
    /// Whether the buyer has a valid VAT number.
    pub vat_number: bool,
}

/// How a line is taxed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Treatment {
    /// Percent.
    pub rate: Decimal,
    /// The category.
    pub category: Category,
    /// What the price contains.
    pub price: PriceHolds,
}

/// What a catalogue price contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriceHolds {
    /// No tax: it is the net.
    Net,
    /// The tax that is charged.
    Tax,
    /// The tax of a zone in which it is not charged, percent: it is taken out.
    Relieved(Decimal),
}

/// How a line with that tax point is taxed.
#[must_use]
pub fn treatment(zones: &[Zone], parties: &Parties<'_>, on: Date) -> Treatment {
    let zone = find(zones, parties, on);
    let free = if parties.exempt {
        Some(Category::E)
    } else if parties.reverse_charge() {
        Some(Category::Ae)
    } else {
        None
    };
    let holds = |zone: &Zone, free: bool| match (zone.inclusive, free) {
        (false, _) => PriceHolds::Net,
        (true, false) => PriceHolds::Tax,
        (true, true) => PriceHolds::Relieved(zone.rate),
    };
    match (zone, free) {
        (zone, Some(category)) => Treatment {
            rate: Decimal::ZERO,
            category,
            price: zone.map_or(PriceHolds::Net, |zone| holds(zone, true)),
        },
        (Some(zone), None) => Treatment {
            rate: zone.rate,
            category: zone.category,
            price: holds(zone, false),
        },
        (None, None) => Treatment {
            rate: Decimal::ZERO,
            category: Category::O,
            price: PriceHolds::Net,
        },
    }
}

impl Parties<'_> {
    /// Seller and buyer in different member states, the buyer with a valid VAT number (Council
    /// Directive 2006/112/EC, articles 44 and 196).
    fn reverse_charge(&self) -> bool {
        self.vat_number
            && self.seller_country != self.country
            && in_union(self.seller_country)
            && in_union(self.country)
    }
}

/// The assigned zone, else that of the address (its region before the whole country), else any
/// other country's; a seller's own before one for all.
fn find<'a>(zones: &'a [Zone], parties: &Parties<'_>, on: Date) -> Option<&'a Zone> {
    let assigned = zones
        .iter()
        .find(|zone| Some(zone.id.as_str()) == parties.assigned);
    if let Some(assigned) = assigned {
        // A new rate is another row of the same place.
        let same = |zone: &&Zone| {
            (&zone.country, &zone.region, &zone.seller)
                == (&assigned.country, &assigned.region, &assigned.seller)
        };
        let in_force = zones.iter().filter(same).filter(|zone| zone.holds(on));
        return in_force.max_by_key(|zone| zone.from);
    }
    let places = [
        (parties.country, parties.region),
        (parties.country, None),
        ("*", None),
    ];
    places.into_iter().find_map(|(country, region)| {
        zones
            .iter()
            .filter(|zone| zone.country == country && zone.region.as_deref() == region)
            .filter(|zone| zone.seller.as_deref().is_none_or(|it| it == parties.seller))
            .filter(|zone| zone.holds(on))
            .max_by_key(|zone| (zone.seller.is_some(), zone.from))
    })
}

impl Zone {
    fn holds(&self, on: Date) -> bool {
        self.from <= on && self.to.is_none_or(|to| on <= to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(id: &str, country: &str, rate: i64, from: &str) -> Zone {
        Zone {
            id: id.to_owned(),
            seller: None,
            country: country.to_owned(),
            region: None,
            rate: Decimal::from(rate),
            category: Category::S,
            from: from.parse().unwrap(),
            to: None,
            inclusive: false,
        }
    }

    const BUYER: Parties<'static> = Parties {
        seller: "s1",
        seller_country: "DE",
        country: "DE",
        region: None,
        assigned: None,
        exempt: false,
        vat_number: false,
    };

    fn on(day: &str) -> Date {
        day.parse().unwrap()
    }

    fn rate(zones: &[Zone], parties: &Parties<'_>, day: &str) -> (Decimal, Category) {
        let found = treatment(zones, parties, on(day));
        (found.rate, found.category)
    }

    #[test]
    fn the_zone_is_that_of_the_address_on_the_tax_point() {
        let mut old = zone("old", "DE", 16, "2020-07-01");
        old.to = Some(on("2020-12-31"));
        let mut canaries = zone("islands", "ES", 7, "2000-01-01");
        canaries.region = Some("CN".into());
        let zones = [
            old,
            zone("new", "DE", 19, "2021-01-01"),
            canaries,
            zone("spain", "ES", 21, "2000-01-01"),
            zone("rest", "*", 5, "2000-01-01"),
        ];
        let at = |country, region| Parties {
            country,
            region,
            ..BUYER
        };
        let five = (Decimal::from(5), Category::S);
        assert_eq!(rate(&zones, &BUYER, "2020-12-31").0, Decimal::from(16));
        assert_eq!(rate(&zones, &BUYER, "2021-01-01").0, Decimal::from(19));
        assert_eq!(
            rate(&zones, &at("ES", Some("CN")), "2024-01-01").0,
            Decimal::from(7)
        );
        assert_eq!(
            rate(&zones, &at("ES", Some("M")), "2024-01-01").0,
            Decimal::from(21)
        );
        assert_eq!(rate(&zones, &at("US", Some("NY")), "2024-01-01"), five);
        let nothing = (Decimal::ZERO, Category::O);
        assert_eq!(rate(&zones[..4], &at("US", None), "2024-01-01"), nothing);
    }

    #[test]
    fn an_assigned_zone_wins_and_follows_its_rates() {
        let mut old = zone("old", "AT", 20, "2000-01-01");
        old.to = Some(on("2026-06-30"));
        let zones = [
            old,
            zone("new", "AT", 21, "2026-07-01"),
            zone("de", "DE", 19, "2000-01-01"),
        ];
        let assigned = Parties {
            assigned: Some("old"),
            ..BUYER
        };
        assert_eq!(rate(&zones, &assigned, "2026-06-30").0, Decimal::from(20));
        assert_eq!(rate(&zones, &assigned, "2026-07-01").0, Decimal::from(21));
    }

    #[test]
    fn a_sellers_own_zone_wins_and_is_nobody_elses() {
        let mut own = zone("own", "DE", 7, "2000-01-01");
        own.seller = Some("s1".into());
        let zones = [own, zone("all", "DE", 19, "2020-01-01")];
        assert_eq!(rate(&zones, &BUYER, "2026-01-01").0, Decimal::from(7));
        let other = Parties {
            seller: "s2",
            ..BUYER
        };
        assert_eq!(rate(&zones, &other, "2026-01-01").0, Decimal::from(19));
    }

    #[test]
    fn reverse_charge_needs_two_member_states_and_a_valid_number() {
        let zones = [
            zone("at", "AT", 20, "2000-01-01"),
            zone("ch", "CH", 8, "2000-01-01"),
        ];
        let buyer = |country, vat_number| Parties {
            country,
            vat_number,
            ..BUYER
        };
        let day = "2026-01-01";
        assert_eq!(
            rate(&zones, &buyer("AT", true), day),
            (Decimal::ZERO, Category::Ae)
        );
        assert_eq!(rate(&zones, &buyer("AT", false), day).0, Decimal::from(20));
        assert_eq!(rate(&zones, &buyer("CH", true), day).0, Decimal::from(8));
        assert_eq!(rate(&zones, &buyer("DE", true), day).1, Category::O);
    }

    #[test]
    fn who_pays_no_tax_in_an_inclusive_zone_gets_it_off_the_price() {
        let mut at = zone("at", "AT", 22, "2000-01-01");
        at.inclusive = true;
        let zones = [at];
        let exempt = Parties {
            country: "AT",
            exempt: true,
            ..BUYER
        };
        let found = treatment(&zones, &exempt, on("2026-01-01"));
        assert_eq!(found.price, PriceHolds::Relieved(Decimal::from(22)));
        assert_eq!(found.category, Category::E);
        let charged = Parties {
            country: "AT",
            ..BUYER
        };
        let found = treatment(&zones, &charged, on("2026-01-01"));
        assert_eq!(found.price, PriceHolds::Tax);
        let outside = Parties {
            country: "NO",
            exempt: true,
            ..BUYER
        };
        let found = treatment(&zones, &outside, on("2026-01-01"));
        assert_eq!(found.price, PriceHolds::Net);
    }
}
