using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Sources;
using DeepOptDistill.Images;

namespace DeepOptDistill.EngineTests.Images;

/// <summary>Folders and files that may not be read are named as such, not as missing. The superuser may read everything.</summary>
public sealed class UnreadableTests : IDisposable
{
    private const UnixFileMode All = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private static readonly string Photo = Repository.In("tests", "DeepOptDistill.EngineTests", "Images", "Files", "cat", "photo.jpg");
    private readonly TemporaryFolder folder = new();

    public UnreadableTests()
    {
        foreach (var name in new[] { "a", "b", "lost+found" })
        {
            Directory.CreateDirectory(folder.In("images", name));
            File.Copy(Photo, folder.In("images", name, "0.jpg"));
        }
    }

    public void Dispose()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.In("images", "lost+found"), All);
        folder.Dispose();
    }

    [SkippableTheory]
    [InlineData("lost+found", "lost+found: found a folder that cannot be read (Access to the path")]
    [InlineData("a/0.jpg", "a/0.jpg: found a file that cannot be read (Access to the path")]
    public void TheyAreNamed(string place, string said)
    {
        Skip.If(Environment.IsPrivilegedProcess);
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(folder.In("images", place), UnixFileMode.None);
        var spec = new ImageFolder
        {
            Train = folder.In("images"),
            Test = folder.In("images"),
            Size = [2, 2],
            Validation = 0,
        };
        Assert.Contains(
            said,
            Assert.Throws<InputException>(() => spec.Load(new DataFolder(folder.In("data")))).Message,
            StringComparison.Ordinal
        );
    }
}
