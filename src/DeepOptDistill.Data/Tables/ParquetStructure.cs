using System.Buffers.Binary;
using Parquet.Meta;

namespace DeepOptDistill.Data.Tables;

/// <summary>
/// The descriptions in a Parquet file, of the table at its end and in front of each page, walked through before a parser sees them: one
/// that ends within a value, or has one of another type than belongs there, would keep the parser reading for ever.
/// </summary>
internal static class ParquetStructure
{
    private const int Tail = 8,
        UsualHeader = 1 << 12,
        LargestHeader = 1 << 20,
        CompressedSize = 3;

    /// <summary>Whether the description at the end is whole. A file that does not say where it lies is left to the parser.</summary>
    public static bool IsWhole(Stream file)
    {
        if (file.Length < Tail)
            return true;
        var length = BinaryPrimitives.ReadInt32LittleEndian(Read(file, file.Length - Tail, Tail));
        if (length < 0 || length > file.Length - Tail)
            return true;
        return ThriftStruct.IsWhole(Read(file, file.Length - Tail - length, length), ParquetForms.Table, 0, out _, out _);
    }

    /// <summary>Whether every page of every column has a whole description, and ends where its column does or before.</summary>
    public static bool HasWholePages(Stream file, FileMetaData table) =>
        table
            .RowGroups.SelectMany(group => group.Columns)
            .Select(column => column.MetaData)
            .All(column => column is null || HasWholePages(file, column));

    private static bool HasWholePages(Stream file, ColumnMetaData column)
    {
        var at = Math.Min(column.DictionaryPageOffset is > 0 and var dictionary ? dictionary : long.MaxValue, column.DataPageOffset);
        if (at < 0 || column.TotalCompressedSize < 0 || column.TotalCompressedSize > file.Length - at)
            return false;
        for (var end = at + column.TotalCompressedSize; at < end; )
        {
            var isWhole =
                IsWholePage(file, at, Math.Min(UsualHeader, end - at), out var length, out var size)
                || IsWholePage(file, at, Math.Min(LargestHeader, end - at), out length, out size);
            if (!isWhole || size < 0 || size > end - at - length)
                return false;
            at += length + size;
        }
        return true;
    }

    private static bool IsWholePage(Stream file, long at, long most, out int length, out long size) =>
        ThriftStruct.IsWhole(Read(file, at, (int)most), ParquetForms.Page, CompressedSize, out length, out size);

    private static byte[] Read(Stream file, long from, int count)
    {
        var (bytes, before) = (new byte[count], file.Position);
        file.Position = from;
        file.ReadExactly(bytes);
        file.Position = before;
        return bytes;
    }
}
