using System.ComponentModel.DataAnnotations;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Teachers.Descriptions;

/// <summary>What <c>teacher.yaml</c> says about the network beside it.</summary>
public sealed record TeacherSpec
{
    /// <summary>Name; that of the file or folder where none is said.</summary>
    public string Name { get; init; } = "";

    /// <summary>The ONNX file, relative to the folder.</summary>
    public string Model { get; init; } = "model.onnx";

    /// <summary>Name of the data set whose classes it knows: <c>fashion-mnist</c>. Null where it is not said.</summary>
    public string? Dataset { get; init; }

    /// <summary>How it wants its samples.</summary>
    public TeacherInput Input { get; init; } = new();

    /// <summary>Where its answers are and what they mean.</summary>
    public TeacherOutput Output { get; init; } = new();

    /// <summary>Who trained it, how and on which samples.</summary>
    public string Origin { get; init; } = "";

    /// <summary>
    /// File beside it with the hashes of the samples that it learned from, as a finished run writes it; <c>none</c> where it is known to
    /// have learned from no sample that it is asked; null where that is not known.
    /// </summary>
    [MinLength(1)]
    public string? Learned { get; init; }

    /// <summary>
    /// What somebody writes as <see cref="Learned"/> who knows that the network learned from no sample that it is asked here.
    /// </summary>
    public const string LearnedNone = "none";

    /// <summary>Licence of the weights as an SPDX identifier.</summary>
    public string Licence { get; init; } = "";

    /// <summary>Share of the official test set that it answers correctly, as measured by whoever wrote this file.</summary>
    [Between(0, 1)]
    public double? TestAccuracy { get; init; }

    /// <summary>SHA-256 of the ONNX file as <c>sha256sum</c> prints it; checked where given.</summary>
    [RegularExpression("[0-9a-f]{64}", ErrorMessage = "64 lower-case hexadecimal digits")]
    public string? Sha256 { get; init; }
}
