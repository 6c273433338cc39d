//! Values from the reader, as `serde` asks for them.

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess, VariantAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;

use super::reader::{Figure, Read, Reader, Unreadable};

macro_rules! alike {
    ($($name:ident = $like:ident;)*) => {$(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
            self.$like(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Unreadable;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.next()? {
            '"' => self.deserialize_str(visitor),
            '{' => self.deserialize_map(visitor),
            '[' => self.deserialize_seq(visitor),
            't' | 'f' => self.deserialize_bool(visitor),
            'n' => self.deserialize_unit(visitor),
            _ => self.deserialize_i64(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_bool(self.truth()?)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.figure()? {
            Figure::Above(figure) => visitor.visit_u64(figure),
            Figure::Below(figure) => visitor.visit_i64(figure),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_str(&self.text()?)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.take("null")?;
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Read<V::Value> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        if self.takes("null") {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Read<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.take("[")?;
        let mut items = Items::new(self, "]");
        let value = visitor.visit_seq(&mut items)?;
        items.close()?;
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.take("{")?;
        let mut items = Items::new(self, "}");
        let value = visitor.visit_map(&mut items)?;
        items.close()?;
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        let filled = self.takes("{");
        let choice = Choice {
            reader: &mut *self,
            filled,
        };
        let value = visitor.visit_enum(choice)?;
        if filled {
            self.take("}")?;
        }
        Ok(value)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_any(IgnoredAny)?;
        visitor.visit_unit()
    }

    alike! {
        deserialize_i8 = deserialize_i64;
        deserialize_i16 = deserialize_i64;
        deserialize_i32 = deserialize_i64;
        deserialize_u8 = deserialize_i64;
        deserialize_u16 = deserialize_i64;
        deserialize_u32 = deserialize_i64;
        deserialize_u64 = deserialize_i64;
        deserialize_char = deserialize_str;
        deserialize_string = deserialize_str;
        deserialize_identifier = deserialize_str;
    }

    forward_to_deserialize_any! { f32 f64 bytes byte_buf tuple_struct }
}

/// What stands between brackets.
struct Items<'a, 'de> {
    reader: &'a mut Reader<'de>,
    end: &'static str,
    first: bool,
    closed: bool,
}

impl<'a, 'de> Items<'a, 'de> {
    fn new(reader: &'a mut Reader<'de>, end: &'static str) -> Self {
        Self {
            reader,
            end,
            first: true,
            closed: false,
        }
    }

    /// Whether another one follows.
    #[inline(never)]
    fn more(&mut self) -> Read<bool> {
        self.closed = self.closed || self.reader.takes(self.end);
        if self.closed {
            return Ok(false);
        }
        if !std::mem::take(&mut self.first) {
            self.reader.take(",")?;
        }
        Ok(true)
    }

    fn close(&mut self) -> Read<()> {
        if self.closed {
            Ok(())
        } else {
            self.reader.take(self.end)
        }
    }
}

impl<'de> SeqAccess<'de> for &mut Items<'_, 'de> {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        if self.more()? {
            seed.deserialize(&mut *self.reader).map(Some)
        } else {
            Ok(None)
        }
    }
}

impl<'de> MapAccess<'de> for &mut Items<'_, 'de> {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Read<Option<K::Value>> {
        self.next_element_seed(seed)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Read<V::Value> {
        self.reader.take(":")?;
        seed.deserialize(&mut *self.reader)
    }
}

/// One of several: `"name"`, or filled, `{"name": …}`.
struct Choice<'a, 'de> {
    reader: &'a mut Reader<'de>,
    filled: bool,
}

impl<'de> EnumAccess<'de> for Choice<'_, 'de> {
    type Error = Unreadable;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Read<(V::Value, Self)> {
        let name = seed.deserialize(&mut *self.reader)?;
        if self.filled {
            self.reader.take(":")?;
        }
        Ok((name, self))
    }
}

impl<'de> VariantAccess<'de> for Choice<'_, 'de> {
    type Error = Unreadable;

    fn unit_variant(self) -> Read<()> {
        if self.filled {
            self.reader.take("null")
        } else {
            Ok(())
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Read<T::Value> {
        seed.deserialize(self.reader)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        self.reader.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        self.reader.deserialize_seq(visitor)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Serialize};

    use super::super::reader::{Unreadable, read};
    use super::super::write;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    enum Shape {
        Bare,
        Wrapped(Option<i64>),
        Pair(i64, bool),
        Named { text: String, pair: (bool, u8) },
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Small {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        left_out: Option<String>,
        days: Vec<u32>,
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Whole {
        shapes: Vec<Shape>,
        missing: Option<String>,
        by_name: BTreeMap<String, Shape>,
        small: Small,
    }

    #[test]
    fn what_the_server_writes_is_read_as_it_was() {
        let named = Shape::Named {
            text: "\"Müller\" \\ \u{1f512}\n\u{1}".to_owned(),
            pair: (true, 255),
        };
        let shapes = [
            Shape::Bare,
            Shape::Wrapped(None),
            Shape::Pair(-1, false),
            named,
        ];
        let least = Shape::Wrapped(Some(i64::MIN));
        let whole = Whole {
            shapes: shapes.into(),
            missing: None,
            by_name: [("a".to_owned(), least)].into(),
            small: Small {
                left_out: None,
                days: vec![0, u32::MAX],
            },
        };
        let text = write(&Ok::<_, ()>(whole.clone())).expect("is JSON");
        assert_eq!(read::<Result<Whole, ()>>(&text), Ok(Ok(whole)));
        assert_eq!(read::<Result<(), ()>>("{\"Ok\":null}"), Ok(Ok(())));
    }

    #[test]
    fn fields_are_known_by_their_place() {
        let small = Small {
            left_out: None,
            days: vec![7],
        };
        assert_eq!(write(&small), Ok("[null,[7]]".to_owned()));
    }

    #[test]
    fn what_others_may_write_is_read() {
        let text = " { \"Named\" : [ \"\\u00e9\\ud83d\\udd12\\/\" , [false,7] ] } ";
        let named = Shape::Named {
            text: "é\u{1f512}/".to_owned(),
            pair: (false, 7),
        };
        assert_eq!(read(text), Ok(named));
    }

    #[test]
    fn what_is_not_json_is_refused() {
        for text in [
            "", "[1", "[1 2]", "[1,]", "1", "[-1]", "[256]", "[1.5]", "[1] 2", "null",
        ] {
            assert_eq!(read::<Vec<u8>>(text), Err(Unreadable), "{text}");
        }
        for text in [
            "\"a",
            "\"\\x\"",
            "\"\\ud83d\"",
            "\"\\u12\"",
            "\"\\ud83d\\u0041\"",
        ] {
            assert_eq!(read::<String>(text), Err(Unreadable), "{text}");
        }
        for text in [
            "\"Other\"",
            "{\"Wrapped\":1",
            "\"Wrapped\"",
            "{\"Named\":[]}",
            "{\"Named\":[\"\",[true,1],1]}",
        ] {
            assert_eq!(read::<Shape>(text), Err(Unreadable), "{text}");
        }
    }
}
