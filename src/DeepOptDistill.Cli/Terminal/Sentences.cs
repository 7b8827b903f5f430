namespace DeepOptDistill.Cli.Terminal;

/// <summary>Sentences of a result on stdout: in one line each for a file or pipe, in lines of whole words on a terminal.</summary>
internal static class Sentences
{
    /// <summary>Writes a sentence.</summary>
    public static void Write(string text)
    {
        if (OutputWidth.Columns is not { } width)
            Console.Out.WriteLine(text);
        else
            foreach (var line in Wrapped.Message(text, width))
                Console.Out.WriteLine(line);
    }
}
