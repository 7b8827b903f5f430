using System.Text;
using DeepOptDistill.Core.Problems;

namespace DeepOptDistill.Specs;

/// <summary>A text file of a size that a person writes.</summary>
internal static class TextFile
{
    private const long Largest = 1 << 20;

    public static string Read(string path)
    {
        if (Directory.Exists(path))
            throw Refused(path, "a folder", "a YAML file");
        if (!File.Exists(path))
            throw Refused(path, "no such file", "a YAML file", Similar(path));
        try
        {
            if (new FileInfo(path).Length > Largest)
                throw Refused(path, "a file of more than 1 MiB", "a YAML file that a person wrote");
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path)).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw Refused(path, "bytes that are not UTF-8 text", "a YAML file in UTF-8", "Save it as UTF-8 in the editor.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Refused(path, $"a file that cannot be read ({error.Message.TrimEnd('.')})", "a readable file");
        }
    }

    private static string Similar(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (!Directory.Exists(folder))
            return $"There is no folder '{folder}'.";
        var names = Directory
            .EnumerateFiles(folder)
            .Select(f => Path.GetFileName(f))
            .Where(f => f.EndsWith(".yaml", StringComparison.Ordinal));
        return Nearest.Remedy(Path.GetFileName(path), names.Order(StringComparer.Ordinal));
    }

    private static InputException Refused(string path, string found, string expected, string remedy = "") =>
        new(new Problem(path, found, expected, remedy));
}
