# make-targets::make/*.mk[] is a table for each of these files, with the targets that `make help` prints of it.
Asciidoctor::Extensions.register do
  block_macro :'make-targets' do
    process do |parent, pattern, _|
      quoted = ->(text) { "pass:c[#{text.gsub(']', '\]').gsub('|', '\|')}]" }
      lines = Dir[File.expand_path("../../#{pattern}", __dir__)].sort.flat_map do |file|
        text = File.read(file, encoding: 'UTF-8')
        targets = text.scan(/^([a-z-]+):.*## (.*)$/)
        next [] if targets.empty?
        title = File.basename(file) == 'Makefile' ? [] : [".#{quoted.call(text[/\A# (.*)/, 1])}"]
        rows = targets.map { |name, sentence| "|`#{name}` |#{quoted.call(sentence)}" }
        title + ['[cols="2,5"]', '|===', '|Target |What it does', '', *rows, '|===', '']
      end
      parse_content parent, lines
      nil
    end
  end
end
