using static DeepOptDistill.Data.Tables.ThriftForm;

namespace DeepOptDistill.Data.Tables;

/// <summary>What the descriptions in a Parquet file are made of.</summary>
/// <remarks>https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift</remarks>
internal static class ParquetForms
{
    private static readonly ThriftForm KeyAndValue = Row(Text, Text),
        Statistics = Row(Text, Text, Whole, Whole, Text, Text, Truth, Truth, Whole),
        Unit = Row(Empty, Empty, Empty),
        Time = Row(Truth, Unit),
        LogicalType = Struct(
            (1, Empty),
            (2, Empty),
            (3, Empty),
            (4, Empty),
            (5, Row(Whole, Whole)),
            (6, Empty),
            (7, Time),
            (8, Time),
            (10, Row(OneByte, Truth)),
            (11, Empty),
            (12, Empty),
            (13, Empty),
            (14, Empty),
            (15, Empty),
            (16, Row(OneByte)),
            (17, Row(Text)),
            (18, Row(Text, Whole))
        ),
        SchemaElement = Row(Whole, Whole, Whole, Text, Whole, Whole, Whole, Whole, Whole, LogicalType),
        Box = Row(EightBytes, EightBytes, EightBytes, EightBytes, EightBytes, EightBytes, EightBytes, EightBytes),
        Sizes = Row(Whole, List(Whole), List(Whole)),
        Column = Row(
            Whole,
            List(Whole),
            List(Text),
            Whole,
            Whole,
            Whole,
            Whole,
            List(KeyAndValue),
            Whole,
            Whole,
            Whole,
            Statistics,
            List(Row(Whole, Whole, Whole)),
            Whole,
            Whole,
            Sizes,
            Row(Box, List(Whole))
        ),
        ColumnChunk = Row(Text, Whole, Column, Whole, Whole, Whole, Whole, Row(Empty, Row(List(Text), Text)), Text),
        RowGroup = Row(List(ColumnChunk), Whole, Whole, List(Row(Whole, Truth, Truth)), Whole, Whole, Whole),
        Encryption = Row(Text, Text, Truth);

    /// <summary>The table, at the end of the file.</summary>
    public static ThriftForm Table { get; } =
        Row(
            Whole,
            List(SchemaElement),
            Whole,
            List(RowGroup),
            List(KeyAndValue),
            Text,
            List(Row(Empty, Empty)),
            Row(Encryption, Encryption),
            Text
        );

    /// <summary>A page, in front of it.</summary>
    public static ThriftForm Page { get; } =
        Row(
            Whole,
            Whole,
            Whole,
            Whole,
            Row(Whole, Whole, Whole, Whole, Statistics),
            Empty,
            Row(Whole, Whole, Truth),
            Row(Whole, Whole, Whole, Whole, Whole, Whole, Truth, Statistics)
        );
}
