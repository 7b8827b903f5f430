using System.Runtime.CompilerServices;

namespace DeepOptDistill.ManagedTests;

/// <summary>
/// Compares a text with the one that is committed in the folder <c>Expectations</c> beside the test. A missing file fails. With the
/// environment variable DEEPOPT_WRITE_EXPECTATIONS set to 1 the files are written anew, and the test still fails, so that no build
/// can pass that way.
/// </summary>
internal static class Golden
{
    private const string Switch = "DEEPOPT_WRITE_EXPECTATIONS";

    public static void Matches(string name, string actual, [CallerFilePath] string test = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(test)!, "Expectations", name);
        if (Environment.GetEnvironmentVariable(Switch) == "1")
        {
            File.WriteAllText(path, actual);
            Assert.Fail($"{path} was written. Look at it, commit it, and run again without {Switch}.");
        }
        Assert.True(File.Exists(path), $"{path}: found no such file; expected the committed text. Run once with {Switch}=1.");
        Assert.Equal(File.ReadAllText(path), actual);
    }
}
