using DeepOptDistill.Cli.Terminal;
using DeepOptDistill.Core;

namespace DeepOptDistill.EngineTests.Cli;

/// <summary>Progress in a log, in plain words.</summary>
public class LogProgressTests
{
    [Theory]
    [InlineData(1, "measure: 0 % of 1 model, student")]
    [InlineData(2, "measure: 0 % of 2 models, student")]
    public void OneOfSomethingIsSingular(long total, string line)
    {
        var text = new StringWriter { NewLine = "\n" };
        new LogProgress(text, TimeProvider.System).Report(new Progress("measure", 0, total, "models", "student"));
        Assert.Equal(line + "\n", text.ToString());
    }
}
