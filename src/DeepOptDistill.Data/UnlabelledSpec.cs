using System.ComponentModel.DataAnnotations;
using System.Runtime.InteropServices;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Arrays;
using DeepOptDistill.Data.Labels;
using DeepOptDistill.Data.Munge;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Data.Sources;
using DeepOptDistill.Data.Tables;

namespace DeepOptDistill.Data;

/// <summary>
/// Samples without labels that a transfer set has beside the labelled ones: the teachers answer them, and the student learns from the
/// answers. One of the five.
/// </summary>
/// <remarks>Bucila et al. 2006; Ba and Caruana 2014 mimic with about a million of them.</remarks>
public sealed record UnlabelledSpec
{
    /// <summary>
    /// An IDX file of unsigned bytes, N × H × W or N × C × H × W, plain or gzip; looked for in the data folder, then in the working
    /// directory.
    /// </summary>
    [MinLength(1)]
    public string? Images { get; init; }

    /// <summary>
    /// A folder of image files, in folders or not, which are decoded as an image folder's are: brought to the size and colours of the
    /// labelled images.
    /// </summary>
    [MinLength(1)]
    public string? Folder { get; init; }

    /// <summary>An array of NumPy, <c>FILE.npy</c> or <c>FILE.npz/NAME</c>: samples laid out as the labelled ones.</summary>
    [MinLength(1)]
    public string? Npy { get; init; }

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
    /// <param name="reading">How the labelled samples were read; null where neither folders nor channels matter.</param>
    /// <param name="cancellation">Stops the making of rows.</param>
    /// <exception cref="InputException">A file cannot be read, or its samples have another shape.</exception>
    public SampleSet Extend(
        SampleSet labelled,
        DataFolder folder,
        Seed seed,
        string where,
        UnlabelledReading? reading = null,
        CancellationToken cancellation = default
    )
    {
        var said = new object?[] { Images, Folder, Npy, Rows, Munge }.Count(key => key is not null);
        if (said != 1)
            throw new InputException(
                new Problem(where, said == 0 ? "nothing" : $"{said} keys", "one of 'images', 'folder', 'npy', 'rows' and 'munge'")
            );
        reading ??= new UnlabelledReading();
        if (Images is not null)
            return OfImages(labelled, folder.Find(Images), where);
        if (Folder is not null)
            return OfFolder(labelled, folder.Find(Folder), where, reading);
        if (Npy is not null)
            return OfArray(labelled, folder, where, reading);
        var columns =
            labelled.Shape.Columns
            ?? throw new InputException(
                new Problem(
                    where,
                    Rows is null ? "'munge'" : "'rows'",
                    $"a data set of a table; this one holds {labelled.Shape.Noun} of {labelled.Shape}",
                    "Name unlabelled samples by 'images', 'folder' or 'npy'."
                )
            );
        var rows = Rows is null ? Made(labelled, columns, seed, cancellation) : columns.Rows(Read(folder.Find(Rows), columns, where));
        return labelled.WithUnlabelled(new HeldBytes<float>(rows, columns.Width));
    }

    private static SampleSet OfImages(SampleSet labelled, string path, string where)
    {
        var (shape, pixels) = IdxReader.Unlabelled(path);
        return Behind(labelled, shape, new HeldBytes<byte>(pixels, shape.Bytes), where, path);
    }

    private static SampleSet OfFolder(SampleSet labelled, string path, string where, UnlabelledReading reading)
    {
        if (labelled.Shape.IsRow || labelled.Shape.Numbers != SampleNumbers.Byte || reading.Folder is null)
            throw new InputException(
                new Problem(
                    where,
                    "'folder'",
                    $"a data set of images in bytes; this one holds {labelled.Shape.Noun} of {labelled.Shape}",
                    labelled.Shape.Columns is null ? "Name an array by 'npy'." : "Name unlabelled rows by 'rows'."
                )
            );
        var (images, warnings) = reading.Folder(path, labelled.Shape with { Values = null });
        return labelled.WithUnlabelled(images).Warned([.. labelled.Warnings, .. warnings]);
    }

    private SampleSet OfArray(SampleSet labelled, DataFolder folder, string where, UnlabelledReading reading)
    {
        if (labelled.Shape.Columns is not null)
            throw new InputException(new Problem(where, "'npy'", "rows with the columns of the data set's table", "Name them by 'rows'."));
        var array = NpyReader.Read(folder, Npy!, isLabel: false, reading.ChannelsLast);
        return Behind(labelled, array.Shape, array.Bytes!, where, Npy!).Warned([.. labelled.Warnings, .. array.Warnings]);
    }

    private static SampleSet Behind(SampleSet labelled, SampleShape shape, SampleBytes samples, string where, string path) =>
        shape == labelled.Shape with { Values = null }
            ? labelled.WithUnlabelled(samples)
            : throw new InputException(
                new Problem(
                    where,
                    $"{shape.Noun} of {shape} in {path}",
                    $"{labelled.Shape}, as the labelled ones",
                    "Resize or convert them, or leave them out."
                )
            );

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
        InputException.ThrowIfAny([
            .. columns
                .Held.Where(column => !read.Columns.Any(c => c.Name == column.Name && c is NominalColumn == column.IsNominal))
                .Select(column => new Problem(
                    $"{where}, {path}",
                    $"no column '{column.Name}' of {(column.IsNominal ? "words" : "numbers")}",
                    "the columns of the data set"
                )),
        ]);
        return read;
    }
}
