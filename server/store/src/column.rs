//! Columns of text as the values that they hold, so that a row that cannot be read is an error of
//! the statement that met it.

use std::fmt::Display;

use serde::de::DeserializeOwned;
use serde::de::IntoDeserializer;
use serde::de::value::Error as NotOneOf;
use sqlx::error::BoxDynError;
use sqlx::{Database, Decode, Type};

/// A value with a form of its own: an identifier, a date, a currency, a decimal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct As<T>(pub T);

/// One word out of a closed list, as the model writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<T>(pub T);

/// What is read and written as a whole, as JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Json<T>(pub T);

/// The word of a closed list that a text is.
///
/// # Errors
/// When the list has no such word.
pub fn word<T: DeserializeOwned>(text: &str) -> Result<T, NotOneOf> {
    T::deserialize(IntoDeserializer::<NotOneOf>::into_deserializer(text))
}

impl<T: TryFrom<String, Error: Display>> As<T> {
    fn read(text: String) -> Result<Self, BoxDynError> {
        let value = T::try_from(text).map_err(|error| error.to_string())?;
        Ok(Self(value))
    }
}

impl<T: DeserializeOwned> Word<T> {
    fn read(text: String) -> Result<Self, BoxDynError> {
        Ok(Self(word(&text)?))
    }
}

impl<T: DeserializeOwned> Json<T> {
    fn read(text: String) -> Result<Self, BoxDynError> {
        Ok(Self(serde_json::from_str(&text)?))
    }
}

macro_rules! columns {
    ($($name:ident: ($($bound:tt)+);)*) => {$(
        impl<T, DB: Database> Type<DB> for $name<T>
        where
            String: Type<DB>,
        {
            fn type_info() -> DB::TypeInfo {
                String::type_info()
            }

            fn compatible(found: &DB::TypeInfo) -> bool {
                String::compatible(found)
            }
        }

        impl<'r, T: $($bound)+, DB: Database> Decode<'r, DB> for $name<T>
        where
            String: Decode<'r, DB>,
        {
            fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
                Self::read(String::decode(value)?)
            }
        }
    )*};
}

columns! {
    As: (TryFrom<String, Error: Display>);
    Word: (DeserializeOwned);
    Json: (DeserializeOwned);
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::invoice::InvoiceState;

    #[test]
    fn words_are_those_of_the_model() {
        assert_eq!(word("part_paid"), Ok(InvoiceState::PartPaid));
        assert!(word::<InvoiceState>("PartPaid").is_err());
    }
}
