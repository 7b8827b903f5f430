using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.EngineTests.Teachers;

/// <summary>The teachers in the repository, and images to ask them about.</summary>
internal static class ShippedTeacher
{
    public const int Classes = 10;

    public static readonly SampleShape Shape = new(1, 28, 28);

    public static string Folder(string name) => Path.Combine(Root(), "teachers", name);

    public static string File(string name) => Path.Combine(Folder(name), "model.onnx");

    public static TeacherSpec Spec(string name) =>
        new()
        {
            Name = name,
            Output = new() { Kind = name == "fashion-residual-b" ? OutputKind.Probabilities : OutputKind.Logits },
        };

    public static Teacher Open(string name, int threads = 1) => Teacher.Open(Spec(name), Folder(name), Shape, Classes, threads);

    /// <summary>Images of soft stripes, each with its own direction and width.</summary>
    public static byte[] Images(int count, SampleShape shape)
    {
        var pixels = new byte[count * shape.Size];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (image, position) = (i / shape.Size, i % shape.Size);
            pixels[i] = (byte)(
                127.5
                * (1 + Math.Sin(0.1 * (image % 17 + 1) * (position % shape.Width) + 0.07 * (image % 23) * (position / shape.Width) + image))
            );
        }
        return pixels;
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "DeepOptDistill.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException($"No DeepOptDistill.sln above {AppContext.BaseDirectory}.");
        return folder.FullName;
    }
}
