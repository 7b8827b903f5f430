using System.Text;

namespace DeepOptDistill.Core.Kinds;

/// <summary>How names of the code are spelt in files: properties as <c>snake_case</c> keys, enum values as <c>kebab-case</c>.</summary>
public static class Spelling
{
    /// <summary><c>WeightDecay</c> → <c>weight_decay</c>.</summary>
    public static string Key(string property) => Split(property, '_');

    /// <summary><c>MeanProbabilities</c> → <c>mean-probabilities</c>.</summary>
    public static string Word(string value) => Split(value, '-');

    private static string Split(string name, char separator)
    {
        var text = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && text.Length > 0)
                text.Append(separator);
            text.Append(char.ToLowerInvariant(letter));
        }
        return text.ToString();
    }
}
