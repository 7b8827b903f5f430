using System.Globalization;

namespace DeepOptDistill.Cli.Terminal;

/// <summary>How wide a result on stdout may be.</summary>
internal static class OutputWidth
{
    private const int Narrowest = 40;

    /// <summary>Columns of the terminal; into a file or pipe those of the variable COLUMNS, and null where that says none.</summary>
    public static int? Columns => Console.IsOutputRedirected ? OfVariable : ConsoleProgress.Width;

    /// <summary>What the variable COLUMNS says for files and pipes; null where it says no width in which a table can stand.</summary>
    public static int? OfVariable => Said(Environment.GetEnvironmentVariable("COLUMNS"));

    /// <summary>What the variable says; null where it is no number of columns in which a table can stand.</summary>
    internal static int? Said(string? variable) =>
        int.TryParse(variable, NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns >= Narrowest ? columns : null;
}
