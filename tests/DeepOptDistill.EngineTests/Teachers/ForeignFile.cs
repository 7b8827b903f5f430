using System.Text.Json;
using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Adapters;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.EngineTests.Teachers;

/// <summary>Teachers that other frameworks wrote, and what these answer; made by <c>scripts/reference/teachers.py</c>.</summary>
internal static class ForeignFile
{
    public const int Classes = 10;

    public static readonly SampleShape Grey = new(1, 8, 8);

    public static readonly SampleShape Colour = new(3, 8, 8);

    public static readonly IReadOnlyList<string> Words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

    private static readonly JsonElement All = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "answers.json"))).RootElement;

    public static string Folder => Repository.In("tests", "DeepOptDistill.EngineTests", "Teachers", "Foreign");

    public static byte[] Images(SampleShape shape) => Bytes(shape == Colour ? All.GetProperty("colour") : All.GetProperty("images"));

    public static float[] Expected(string name) => Numbers(All.GetProperty("answers").GetProperty(name).GetProperty("values"));

    public static IEnumerable<(int Height, int Width, float[] Values)> Resized() =>
        All.GetProperty("resized")
            .EnumerateObject()
            .Select(p => (p.Name.Split('x') is [var h, var w] ? (int.Parse(h), int.Parse(w)) : default, Numbers(p.Value)))
            .Select(p => (p.Item1.Item1, p.Item1.Item2, p.Item2));

    public static TeacherSpec Spec(string file, TeacherInput? input = null, TeacherOutput? output = null) =>
        new()
        {
            Name = file,
            Model = file + ".onnx",
            Input = input ?? new(),
            Output = output ?? new(),
        };

    /// <summary>Logits of the twelve images.</summary>
    public static float[] Answers(TeacherSpec spec, SampleShape shape, IReadOnlyList<string>? classes = null)
    {
        using var teacher = classes is null
            ? Teacher.Open(spec, Folder, shape, Classes, threads: 1)
            : Teacher.Open(spec, Folder, shape, classes, threads: 1);
        var images = Images(shape);
        var logits = new float[images.Length / shape.Size * teacher.Classes];
        teacher.Answer(images, images.Length / shape.Size, logits);
        return logits;
    }

    private static byte[] Bytes(JsonElement list) => [.. list.EnumerateArray().Select(v => v.GetByte())];

    private static float[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(v => v.GetSingle())];
}
