namespace DeepOptDistill.Core;

/// <summary>Names of strangers as names of folders: one step down, never elsewhere.</summary>
public static class FolderName
{
    /// <summary>The name with what would lead elsewhere replaced: separators by hyphens, dots in front by underscores.</summary>
    public static string Of(string name)
    {
        var flat = name.Replace('/', '-').Replace('\\', '-').Replace('\0', '-').Trim();
        var dots = flat.Length - flat.TrimStart('.').Length;
        return flat.Length == 0 ? "unnamed" : new string('_', dots) + flat[dots..];
    }
}
