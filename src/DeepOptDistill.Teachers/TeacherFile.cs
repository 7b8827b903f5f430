using System.Runtime.InteropServices;
using DeepOptDistill.Core;
using DeepOptDistill.Core.Kinds;
using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Onnx;

namespace DeepOptDistill.Teachers;

/// <summary>The ONNX file of a teacher, checked against its description.</summary>
internal static class TeacherFile
{
    /// <summary>How problems name a teacher.</summary>
    public static string Where(TeacherSpec spec, string folder) => $"teacher {spec.Name} ({Path.Combine(folder, spec.Model)})";

    /// <summary>Reads the file; every problem of file, hash, weights and normalization goes to the list. Null where it cannot be read.</summary>
    public static OnnxModel? Read(TeacherSpec spec, string folder, ImageShape shape, List<Problem> problems)
    {
        var (path, where) = (Path.Combine(folder, spec.Model), Where(spec, folder));
        problems.AddRange(Normalization.Check(spec.Input, shape.Channels, where));
        try
        {
            var model = OnnxModel.Read(path);
            problems.AddRange(Check(spec, path, model, where));
            return model;
        }
        catch (InputException error)
        {
            problems.AddRange(error.Problems);
            return null;
        }
    }

    /// <summary>A hash that holds what decides a network's numbers, for the caller to finish: the model with its weights, the value of every pixel, the layout, and the tensors.</summary>
    public static ContentHash Hash(string format, TeacherSpec spec, OnnxModel model, Connection connection, ImageShape shape)
    {
        float[] values = [.. new Normalization(spec.Input, shape).Values];
        var hash = new ContentHash().Add(format).Add(model.ToBytes()).Add(MemoryMarshal.AsBytes(values.AsSpan()))
            .Add(Spelling.Word(spec.Input.Layout.ToString())).Add(connection.Input);
        foreach (var output in connection.Outputs) hash.Add(output);
        return hash;
    }

    private static IEnumerable<Problem> Check(TeacherSpec spec, string path, OnnxModel model, string where)
    {
        if (spec.Sha256 is { } expected && ContentHash.OfFile(path) is var found && found != expected)
            yield return new($"{where}, sha256", $"a file with SHA-256 {found}", expected, "Fetch the file again, or correct teacher.yaml if the new file is meant.");
        if (Weights.WithNaN(model) is { Count: > 0 } broken)
            yield return new(where, $"weights that are NaN in {string.Join(", ", broken.Take(3))}{(broken.Count > 3 ? $" and {broken.Count - 3} more" : "")}", "numbers", "Its training diverged: train or fetch it again.");
    }
}
