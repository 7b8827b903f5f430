using System.Globalization;

namespace DeepOptDistill.Cli.Terminal;

/// <summary>Speed and remaining time of a task, from when it was first heard of.</summary>
internal sealed class Rate(TimeProvider clock, Core.Progress first)
{
    private readonly long began = clock.GetTimestamp();

    /// <summary><c>7,012 images/s</c>, or per minute what is slower; empty before a second has passed.</summary>
    public string Text(Core.Progress now) =>
        now.Unit == "models"
            ? ""
            : PerSecond(now) switch
            {
                null => "",
                >= 10 and var rate => string.Create(CultureInfo.InvariantCulture, $"{rate:#,0} {now.Unit}/s"),
                var rate => string.Create(CultureInfo.InvariantCulture, $"{60 * rate:#,0.#} {now.Unit}/min"),
            };

    /// <summary>Time left at the speed so far.</summary>
    public TimeSpan? Left(Core.Progress now) => PerSecond(now) is { } rate ? TimeSpan.FromSeconds((now.Total - now.Done) / rate) : null;

    private double? PerSecond(Core.Progress now)
    {
        var seconds = clock.GetElapsedTime(began).TotalSeconds;
        return seconds >= 1 && now.Done > first.Done ? (now.Done - first.Done) / seconds : null;
    }
}
