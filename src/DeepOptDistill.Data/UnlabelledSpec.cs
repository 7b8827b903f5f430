using System.ComponentModel.DataAnnotations;
using System.Runtime.InteropServices;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Munge;
using DeepOptDistill.Data.Readers;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;
using DeepOptDistill.Data.Tables;

namespace DeepOptDistill.Data;

/// <summary>Samples without labels that a transfer set has beside the labelled ones: the teachers answer them, and the student learns from the answers. One of the three.</summary>
/// <remarks>Bucila et al. 2006; Ba and Caruana 2014 mimic with about a million of them.</remarks>
public sealed record UnlabelledSpec
{
    /// <summary>An IDX file of unsigned bytes, N × H × W or N × C × H × W, plain or gzip; looked for in the data folder, then in the working directory.</summary>
    [MinLength(1)]
    public string? Images { get; init; }

    /// <summary>A CSV or Parquet file with the columns of the data set's table; others are left out.</summary>
    [MinLength(1)]
    public string? Rows { get; init; }

    /// <summary>Rows made from those of the training split (MUNGE).</summary>
    public Munging? Munge { get; init; }

    /// <summary>A set with these samples behind its own.</summary>
    /// <param name="labelled">The training samples that the student learns from.</param>
    /// <param name="folder">Where files are looked for.</param>
    /// <param name="seed">Seed of the rows that are made.</param>
    /// <param name="where">The key in problems.</param>
    /// <param name="cancellation">Stops the making of rows.</param>
    /// <exception cref="InputException">A file cannot be read, or its samples have another shape.</exception>
    public SampleSet Extend(SampleSet labelled, DataFolder folder, Seed seed, string where, CancellationToken cancellation = default)
    {
        var said = new object?[] { Images, Rows, Munge }.Count(key => key is not null);
        if (said != 1) throw new InputException(new Problem(where, said == 0 ? "nothing" : $"{said} keys", "one of 'images', 'rows' and 'munge'"));
        if (Images is not null) return OfImages(labelled, folder.Find(Images), where);
        var columns = labelled.Shape.Columns ?? throw new InputException(new Problem(where, Rows is null ? "'munge'" : "'rows'", $"a data set of a table; this one holds {labelled.Shape.Noun} of {labelled.Shape}", "Name unlabelled images by 'images'."));
        var rows = Rows is null ? Made(labelled, columns, seed, cancellation) : columns.Rows(Read(folder.Find(Rows), columns, where));
        return labelled.WithUnlabelled(new HeldBytes<float>(rows, columns.Width));
    }

    private static SampleSet OfImages(SampleSet labelled, string path, string where)
    {
        var (shape, pixels) = IdxReader.Unlabelled(path);
        return shape == labelled.Shape with { Values = null }
            ? labelled.WithUnlabelled(new HeldBytes<byte>(pixels, shape.Bytes)) : throw new InputException(new Problem(
            where, $"images of {shape} in {path}", $"{labelled.Shape}, as the labelled ones", "Resize them, or leave them out."));
    }

    private float[] Made(SampleSet labelled, TableColumns columns, Seed seed, CancellationToken cancellation)
    {
        var table = columns.Table(MemoryMarshal.Cast<byte, float>(labelled.Images(0, labelled.Count)));
        var rows = new float[RowArray.Length((long)Munge!.Copies * table.Rows, columns.Width, "the rows that are made")];
        var at = 0;
        foreach (var copy in Munge.Of(table, seed, Environment.ProcessorCount, cancellation))
        {
            columns.Rows(copy).CopyTo(rows, at);
            at += table.Rows * columns.Width;
        }
        return rows;
    }

    private static Table Read(string path, TableColumns columns, string where)
    {
        var read = TableFile.Read(path, new TableReading([], []) { Option = TableReading.Keys }.Like(columns)).Table;
        InputException.ThrowIfAny([.. columns.Held.Where(column => !read.Columns.Any(c => c.Name == column.Name && c is NominalColumn == column.IsNominal)).Select(column => new Problem($"{where}, {path}", $"no column '{column.Name}' of {(column.IsNominal ? "words" : "numbers")}", "the columns of the data set"))]);
        return read;
    }
}
