namespace DeepOptDistill.Data.Sources;

/// <summary>A connection that stands and brings next to nothing: it is taken up again only where it brought more before.</summary>
internal sealed class StalledException : HttpRequestException
{
    /// <param name="message">What came.</param>
    public StalledException(string message)
        : base(message) { }
}
