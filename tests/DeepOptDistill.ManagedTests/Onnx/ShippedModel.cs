namespace DeepOptDistill.ManagedTests.Onnx;

/// <summary>The teachers' ONNX files in the repository.</summary>
internal static class ShippedModel
{
    public static string Path(string teacher) => System.IO.Path.Combine(Root(), "teachers", teacher, "model.onnx");

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "DeepOptDistill.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException($"No DeepOptDistill.sln above {AppContext.BaseDirectory}.");
        return folder.FullName;
    }
}
